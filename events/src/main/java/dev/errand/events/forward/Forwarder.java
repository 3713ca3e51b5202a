package dev.errand.events.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.forward.ForwardCommand.ClaimForwards;
import dev.errand.core.forward.ForwardCommand.Claimed;
import dev.errand.core.forward.ForwardCommand.NoteArrival;
import dev.errand.core.forward.ForwardCommand.NoteFailure;
import dev.errand.core.forward.ForwardCommand.Place;
import dev.errand.core.forward.ForwardCommand.Relay;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other Errands for the tasks that are relayed to them, until each has arrived or is refused.
 * Confined to one event loop; a pass begins calls and does not wait for them.
 */
public final class Forwarder {

  /** How often a task is relayed at most: then it goes round in a circle. */
  public static final int MOST_HOPS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  private static final int CALLS = 64;
  private static final int CALLS_OF_NAMESPACE = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int ERROR_LENGTH = 500;

  private final Means means;
  private final Map<Place, Integer> ofNamespaces = new HashMap<>();
  private final Promise<Void> over = Promise.promise();
  private int underWay;
  private boolean stopping;
  private Runnable freed = () -> {};

  /**
   * What a forwarder works with.
   *
   * @param rules which services the operator has allowed
   */
  public record Means(
      Bus bus, Egress egress, EgressSettings rules, InstantSource clock, RandomGenerator random) {}

  /** On the event loop that will call it. */
  public Forwarder(Means means) {
    this.means = means;
  }

  /** Has somebody told when a call has ended, so that there is room for another. */
  public void onFreed(Runnable told) {
    freed = told;
  }

  /** Begins no more calls; completes when those under way have ended. */
  public Future<Void> stop() {
    stopping = true;
    tellWhenOver();
    return over.future();
  }

  private void tellWhenOver() {
    if (stopping && underWay == 0) {
      over.tryComplete();
    }
  }

  /** One pass; answers with how many calls it has begun. */
  public Future<Integer> runOnce() {
    if (stopping || underWay >= CALLS) {
      return Future.succeededFuture(0);
    }
    return means
        .bus()
        .request(
            new ClaimForwards(
                CALLS - underWay,
                CALLS_OF_NAMESPACE,
                Map.copyOf(ofNamespaces),
                means.clock().instant(),
                TIMEOUT.plus(GRACE)))
        .map(
            claimed -> {
              claimed.forEach(this::forward);
              return claimed.size();
            });
  }

  private void forward(Claimed claimed) {
    count(claimed, 1);
    attempt(claimed)
        .onComplete(
            noted -> {
              count(claimed, -1);
              if (noted.failed()) {
                LOG.warn("What came of a relay is not noted: it is made again", noted.cause());
              }
              freed.run();
              tellWhenOver();
            });
  }

  private void count(Claimed claimed, int by) {
    underWay += by;
    ofNamespaces.merge(claimed.place(), by, Integer::sum);
    ofNamespaces.remove(claimed.place(), 0);
  }

  private Future<Boolean> attempt(Claimed claimed) {
    if (claimed.hops() >= MOST_HOPS) {
      return refuse(
          claimed,
          "it has been relayed %d times already, so the relays lead in a circle"
              .formatted(claimed.hops()));
    }
    return call(claimed)
        .transform(
            done ->
                done.succeeded()
                    ? answered(claimed, done.result())
                    : retry(claimed, String.valueOf(done.cause().getMessage())));
  }

  private Future<HttpResponse<byte[]>> call(Claimed claimed) {
    try {
      var relay = claimed.relay();
      var url = URI.create(relay.url().replaceAll("/+$", "") + "/api/v1/tasks");
      if (!"consul".equalsIgnoreCase(url.getScheme())) {
        return means.egress().sendAsync(request(claimed, relay, url));
      }
      var objection = means.rules().objection(relay.url());
      return objection == null
          ? means.egress().sendTrustedAsync(request(claimed, relay, Directory.callable(url)))
          : Future.failedFuture("relay_url " + objection);
    } catch (IllegalArgumentException malformed) {
      return Future.failedFuture(malformed);
    }
  }

  private static HttpRequest request(Claimed claimed, Relay relay, URI url) {
    var request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", claimed.key().id().toString())
            .header("X-Task-Relay-Hops", Integer.toString(claimed.hops() + 1))
            .POST(HttpRequest.BodyPublishers.ofString(claimed.draft().encode(), UTF_8));
    if (relay.key() != null) {
      request.header("Authorization", "Bearer " + relay.key());
    } else {
      request.header("X-Tenant-ID", claimed.key().tenantId()).header("X-User-ID", relay.userId());
    }
    return request.build();
  }

  private Future<Boolean> answered(Claimed claimed, HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    var body = json(answer);
    var id = body == null ? null : body.getString("id");
    if (status >= 200 && status < 300 && id != null) {
      return means.bus().request(new NoteArrival(claimed, id, means.clock().instant()));
    }
    var detail = body == null ? null : body.getValue("detail");
    var error = "it answered with " + status + (detail == null ? "" : ": " + detail);
    boolean passes = status == 408 || status == 409 || status == 429;
    return status >= 400 && status < 500 && !passes
        ? refuse(claimed, error)
        : retry(claimed, error);
  }

  private static @Nullable JsonObject json(HttpResponse<byte[]> answer) {
    try {
      return new JsonObject(Buffer.buffer(answer.body()));
    } catch (DecodeException | ClassCastException noObject) {
      return null;
    }
  }

  private Future<Boolean> refuse(Claimed claimed, String error) {
    return means.bus().request(new NoteFailure(claimed, shortened(error), null));
  }

  private Future<Boolean> retry(Claimed claimed, String error) {
    long millis = FIRST_PAUSE.toMillis() << Math.min(claimed.attempts(), 10);
    double jitter = 1 + 0.1 * means.random().nextDouble();
    var pause = Duration.ofMillis((long) (Math.min(millis, LONGEST_PAUSE.toMillis()) * jitter));
    return means
        .bus()
        .request(new NoteFailure(claimed, shortened(error), means.clock().instant().plus(pause)));
  }

  private static String shortened(String error) {
    return error.length() <= ERROR_LENGTH ? error : error.substring(0, ERROR_LENGTH);
  }
}
