package dev.errand.core.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused, for a reason that its caller can understand. Carries no stack trace:
 * it is an answer, not a fault. The message is for people and safe to show to callers.
 */
public abstract sealed class Problem extends RuntimeException {

  private Problem(String message) {
    super(message, null, false, false);
  }

  /** There is no such thing, or it is not the caller's to see, which is answered alike. */
  public static final class NotFound extends Problem {
    private final String name;
    private final String value;

    /** The kind is a singular noun such as {@code task}. */
    public NotFound(String kind, UUID id) {
      this(kind, kind + "_id", id.toString());
    }

    /** Not found by its id, but by something else that it is known by. */
    public NotFound(String kind, String name, String value) {
      super(Character.toUpperCase(kind.charAt(0)) + kind.substring(1) + " not found");
      this.name = name;
      this.value = value;
    }

    /** What it was looked for by, such as {@code task_id}. */
    public String name() {
      return name;
    }

    /** The id or name asked for. */
    public String value() {
      return value;
    }
  }

  /** Values are wrong; all of them are listed. */
  public static final class Invalid extends Problem {
    private final String code;
    private final List<Violation> violations;

    /** The usual code. */
    public Invalid(List<Violation> violations) {
      this("invalid", violations);
    }

    /** With a code of its own, such as {@code not_executable}. */
    public Invalid(String code, List<Violation> violations) {
      super("The request is not valid");
      this.code = code;
      this.violations = List.copyOf(violations);
    }

    /** A stable word for programs. */
    public String code() {
      return code;
    }

    /** Everything that is wrong. */
    public List<Violation> violations() {
      return violations;
    }
  }

  /** It was there, and is not any more, or not all of it. */
  public static final class Gone extends Problem {
    private final String code;

    /** The code is a stable word for programs. */
    public Gone(String code, String message) {
      super(message);
      this.code = code;
    }

    /** A stable word for programs. */
    public String code() {
      return code;
    }
  }

  /** It contradicts the present state. */
  public static final class Conflict extends Problem {
    private final String code;
    private final Map<String, Object> extra;

    /** Extra members tell programs more, such as which commands are allowed. */
    public Conflict(String code, String message, Map<String, Object> extra) {
      super(message);
      this.code = code;
      this.extra = Map.copyOf(extra);
    }

    /** A stable word for programs. */
    public String code() {
      return code;
    }

    /** More for programs. */
    public Map<String, Object> extra() {
      return extra;
    }
  }

  /** An {@code If-Match} does not match: somebody else was first. */
  public static final class PreconditionFailed extends Problem {

    /** Names the tag that would match. */
    public PreconditionFailed(String current) {
      super("If-Match does not match: the current ETag is " + current);
    }
  }

  /** The caller may see it but not do this to it. */
  public static final class Denied extends Problem {
    private final String action;
    private final Map<String, Object> extra;

    /** The action refused, such as {@code update}. */
    public Denied(String action) {
      this(action, Map.of());
    }

    /** Extra members tell programs more, such as what would permit it. */
    public Denied(String action, Map<String, Object> extra) {
      super("Permission denied");
      this.action = action;
      this.extra = Map.copyOf(extra);
    }

    /** More for programs. */
    public Map<String, Object> extra() {
      return extra;
    }

    /** The action refused. */
    public String action() {
      return action;
    }
  }

  /** The caller has, or does, as much as is allowed. */
  public static final class LimitExceeded extends Problem {
    private final Quota quota;
    private final Duration retryAfter;

    /**
     * How much is allowed.
     *
     * @param type a stable word for programs, such as {@code max_tasks}
     * @param limit how many
     * @param window in which time; null for at any one time
     */
    public record Quota(String type, @Nullable Integer limit, @Nullable Duration window) {}

    /** To be tried again after a while. */
    public LimitExceeded(String message, Quota quota, Duration retryAfter) {
      super(message);
      this.quota = quota;
      this.retryAfter = retryAfter;
    }

    /** How much is allowed. */
    public Quota quota() {
      return quota;
    }

    /** When to try again. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** Another service, which the request itself needs, did not do its part. */
  public static final class UpstreamFailed extends Problem {
    private final boolean late;

    /** Late if it did not answer in time. */
    public UpstreamFailed(String message, boolean late) {
      super(message);
      this.late = late;
    }

    /** Whether it did not answer in time. */
    public boolean late() {
      return late;
    }
  }

  /** It cannot be done now, through no fault of the caller; later it can. */
  public static final class Unavailable extends Problem {
    private final Duration retryAfter;

    /** To be tried again in a second. */
    public Unavailable(String message) {
      super(message);
      this.retryAfter = Duration.ofSeconds(1);
    }

    /** When to try again. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }
}
