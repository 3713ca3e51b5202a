package dev.errand.api.endpoint;

import dev.errand.api.problem.HttpProblem;
import dev.errand.core.bus.Bus;
import dev.errand.core.idempotency.KeyClaim;
import dev.errand.core.idempotency.KeyCommand.ClaimKey;
import dev.errand.core.idempotency.KeyCommand.ReleaseKey;
import dev.errand.core.idempotency.KeyCommand.StoreAnswer;
import dev.errand.core.idempotency.RequestKey;
import dev.errand.core.idempotency.StoredAnswer;
import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries requests that bear an {@code Idempotency-Key} out once, and answers their repetitions
 * with what the first was answered. Thread-safe.
 */
public final class Repetitions {

  private static final Logger LOG = LoggerFactory.getLogger(Repetitions.class);
  private static final String HEADER = "Idempotency-Key";
  private static final int LONGEST = 255;

  private final Bus bus;
  private final Ids ids;

  /** Asks over the given bus; the ids are those of what is created. */
  public Repetitions(Bus bus, Ids ids) {
    this.bus = bus;
    this.ids = ids;
  }

  /**
   * A request that bears a key.
   *
   * @param fingerprint of path, query and body; without the body if that was not read yet
   */
  record Named(RequestKey key, Buffer fingerprint) {}

  /** The name of a request; null if it has none. */
  static @Nullable Named named(Input input, String route, Buffer body) {
    var request = input.request();
    var key = request.method().equals(HttpMethod.POST) ? request.getHeader(HEADER) : null;
    if (key == null) {
      return null;
    }
    if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(Character::isISOControl)) {
      throw HttpProblem.badRequest(
          "header_invalid",
          "The header %s must have 1 to %d characters, and no control characters"
              .formatted(HEADER, LONGEST));
    }
    var caller = input.caller();
    return new Named(
        new RequestKey(caller.tenantId(), caller.userId(), route, key),
        fingerprint(request.uri(), body));
  }

  private static Buffer fingerprint(String uri, Buffer body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(uri.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return Buffer.buffer(digest.digest(body.getBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** The answer of the work, which is done unless it has been; then what is made of its answer. */
  Future<Answer> once(
      Named named,
      Function<KeyClaim.Granted, Future<Answer>> work,
      Function<Answer, Future<Answer>> repeat) {
    var key = named.key();
    return bus.request(new ClaimKey(key, named.fingerprint(), ids.next()))
        .compose(
            claim ->
                switch (claim) {
                  case KeyClaim.Granted granted -> carryOut(key, granted, work);
                  case KeyClaim.Answered answered -> repeat.apply(replayed(answered.answer()));
                  case KeyClaim.Underway underway -> throw inUse();
                  case KeyClaim.Reused reused -> throw reused();
                });
  }

  private Future<Answer> carryOut(
      RequestKey key, KeyClaim.Granted granted, Function<KeyClaim.Granted, Future<Answer>> work) {
    return attempt(granted, work)
        .transform(
            done -> {
              Future<Void> noted =
                  done.succeeded()
                      ? bus.request(new StoreAnswer(key, granted.id(), stored(done.result())))
                      : bus.request(
                          new ReleaseKey(key, granted.id(), isUndone(granted, done.cause())));
              return noted
                  .recover(
                      failure -> {
                        LOG.warn("What came of a request with a key is not stored", failure);
                        return Future.succeededFuture();
                      })
                  .compose(
                      stored ->
                          done.succeeded()
                              ? Future.succeededFuture(done.result())
                              : Future.failedFuture(done.cause()));
            });
  }

  private static Future<Answer> attempt(
      KeyClaim.Granted granted, Function<KeyClaim.Granted, Future<Answer>> work) {
    try {
      return work.apply(granted);
    } catch (Problem | HttpProblem refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * A refusal has changed nothing, but an earlier attempt may have, or one that took over while
   * this was under way; of a fault, or a lost connection, nobody knows.
   */
  private static boolean isUndone(KeyClaim.Granted granted, Throwable failure) {
    return !granted.again()
        && !(failure instanceof Problem.Conflict other && other.code().equals("already_created"))
        && (failure instanceof HttpProblem
            || (failure instanceof Problem && !(failure instanceof Problem.Unavailable)));
  }

  private static StoredAnswer stored(Answer answer) {
    var headers = new JsonObject();
    answer.headers().forEach(headers::put);
    return new StoredAnswer(answer.status(), headers, answer.body());
  }

  private static Answer replayed(StoredAnswer stored) {
    var headers = new LinkedHashMap<String, String>();
    stored.headers().forEach(each -> headers.put(each.getKey(), String.valueOf(each.getValue())));
    return new Answer(stored.status(), stored.body(), headers).with("Idempotency-Replayed", "true");
  }

  private static HttpProblem inUse() {
    return new HttpProblem(
            409,
            "idempotency_key_in_use",
            "The first request with this %s is still under way; try again".formatted(HEADER))
        .withHeader("Retry-After", "1");
  }

  /** Refuses a request with the key of one that says something else. */
  public static Problem reused() {
    return new Problem.Invalid(
        "idempotency_key_reused",
        List.of(
            new Violation(
                List.of("header", HEADER),
                "was used for another request; take a new one for each",
                "idempotency_key_reused")));
  }
}
