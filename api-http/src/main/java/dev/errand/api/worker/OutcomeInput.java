package dev.errand.api.worker;

import dev.errand.api.task.JsonSize;
import dev.errand.core.lease.Report.Traces;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.worker.WorkerOutcome;
import dev.errand.core.worker.WorkerOutcome.Complete;
import dev.errand.core.worker.WorkerOutcome.End;
import dev.errand.core.worker.WorkerOutcome.Fail;
import dev.errand.core.worker.WorkerOutcome.Release;
import dev.errand.core.worker.WorkerOutcome.Snooze;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what a worker sends of an execution's end into what the core understands. */
final class OutcomeInput {

  private static final int LIMIT = 1024 * 1024;

  private final Instant now;

  OutcomeInput(Instant now) {
    this.now = now;
  }

  /** One, whose members stand at the given place. */
  WorkerOutcome read(UUID executionId, Verb verb, JsonObject members, List<Object> at) {
    var problems = new ArrayList<Violation>();
    check(verb, members, at, problems);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return outcome(executionId, verb, members);
  }

  /** Many; one that is wrong has all refused, with everything that is wrong. */
  List<WorkerOutcome> readAll(JsonArray items) {
    var problems = new ArrayList<Violation>();
    var named = new HashSet<UUID>();
    var outcomes = new ArrayList<WorkerOutcome>(items.size());
    for (int i = 0; i < items.size(); i++) {
      var item = items.getJsonObject(i);
      var at = List.<Object>of("body", "items", i);
      var id = UUID.fromString(item.getString("execution_id"));
      if (!named.add(id)) {
        problems.add(wrong(at, "execution_id", "is named twice in one request", "duplicate"));
      }
      var verb = WorkerEndpoints.verb(item);
      int before = problems.size();
      check(verb, item, at, problems);
      if (problems.size() == before) {
        outcomes.add(outcome(id, verb, item));
      }
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return outcomes;
  }

  private static void check(
      Verb verb, JsonObject members, List<Object> at, List<Violation> problems) {
    for (var name : members.fieldNames()) {
      if (!verb.has(name)) {
        problems.add(wrong(at, name, "does not belong to outcome " + verb.word(), "unexpected"));
      }
    }
    if (verb == Verb.SNOOZE
        && (members.getValue("seconds") == null) == (members.getValue("until") == null)) {
      problems.add(wrong(at, "seconds", "is required, or else until, not both", "missing"));
    }
    for (var name : List.of("result", "error")) {
      if (members.getValue(name) instanceof JsonObject json && isTooLarge(json)) {
        problems.add(wrong(at, name, "must have at most 1 MiB, written as JSON", "maxLength"));
      }
    }
  }

  private static boolean isTooLarge(JsonObject json) {
    return JsonSize.roughly(json) > LIMIT / 8 && json.toBuffer().length() > LIMIT;
  }

  private static Violation wrong(List<Object> at, String member, String msg, String type) {
    var loc = new ArrayList<>(at);
    loc.add(member);
    return new Violation(List.copyOf(loc), msg, type);
  }

  private WorkerOutcome outcome(UUID executionId, Verb verb, JsonObject members) {
    var traces =
        new Traces(
            members.getInteger("progress"),
            lines(members.getString("log")),
            members.getValue("error") instanceof JsonObject error
                ? error.getString("traceback")
                : null);
    return new WorkerOutcome(
        executionId, members.getLong("lease_token"), end(verb, members), traces);
  }

  private End end(Verb verb, JsonObject members) {
    return switch (verb) {
      case COMPLETE -> new Complete(members.getJsonObject("result"), usage(members));
      case FAIL ->
          new Fail(
              failure(members.getValue("error")),
              members.getBoolean("retryable", true),
              seconds(members.getNumber("retry_after_seconds")),
              usage(members));
      case SNOOZE -> new Snooze(delay(members));
      case RELEASE -> new Release();
    };
  }

  private Duration delay(JsonObject members) {
    var seconds = seconds(members.getNumber("seconds"));
    if (seconds != null) {
      return seconds;
    }
    var until = TaskDetails.instant(members.getString("until"));
    return until == null || until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
  }

  private static @Nullable Duration seconds(@Nullable Number seconds) {
    return seconds == null ? null : Duration.ofMillis((long) (seconds.doubleValue() * 1000));
  }

  private static Usage usage(JsonObject members) {
    var credits = members.getNumber("credits");
    return new Usage(
        credits == null ? null : new BigDecimal(credits.toString()),
        members.getInteger("api_calls_made", 0),
        members.getInteger("tokens_used", 0));
  }

  /** An error may be a text alone. */
  private static Failure failure(@Nullable Object error) {
    return switch (error) {
      case JsonObject json ->
          new Failure(
              json.getString("class"),
              json.getString("message") == null
                  ? "The worker gave no message"
                  : json.getString("message"),
              json.getString("code"),
              json.getJsonObject("details"));
      case null -> new Failure(null, "The worker gave no message", null, null);
      default -> new Failure(null, error.toString(), null, null);
    };
  }

  /** Lines end with a line feed, so that what is appended to them begins a line. */
  static @Nullable String lines(@Nullable String log) {
    return log == null || log.isEmpty() || log.endsWith("\n") ? log : log + "\n";
  }
}
