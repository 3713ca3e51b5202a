package dev.errand.events.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.core.bus.Bus;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.egress.Egress;
import dev.errand.core.webhook.Delivery.Attempt;
import dev.errand.core.webhook.DeliveryCommand.ClaimDeliveries;
import dev.errand.core.webhook.DeliveryCommand.Claimed;
import dev.errand.core.webhook.DeliveryCommand.Outcome;
import dev.errand.core.webhook.DeliveryCommand.Parcel;
import dev.errand.core.webhook.DeliveryCommand.PostponeDelivery;
import dev.errand.core.webhook.DeliveryCommand.SettleDelivery;
import dev.errand.core.webhook.DeliveryCommand.Wish;
import dev.errand.executor.Http;
import dev.errand.executor.RetryAfter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries to their receivers, each by a call of its own, so that a receiver that is slow
 * or silent keeps a few calls waiting and no more: those of one webhook and of one tenant are
 * limited. Confined to one event loop; a pass begins calls and does not wait for them.
 */
public final class Postman {

  private static final Logger LOG = LoggerFactory.getLogger(Postman.class);

  /** Of all webhooks, and of those of one tenant. */
  private static final int CALLS = 256;

  private static final int CALLS_OF_TENANT = 64;

  /** More would take the database's connections from those who wait for an answer. */
  private static final int NOTED_AT_ONCE = 4;

  private static final int ERROR_LENGTH = 500;

  /** A call that found no room was no attempt. */
  private static final Duration ASIDE = Duration.ofSeconds(5);

  /** Longer than a call takes with waiting for room at its host. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** For how long a webhook may fail before it is turned off. */
  private static final Duration PATIENCE = Duration.ofDays(5);

  private final Means means;
  private final Coalescer<SettleDelivery, Boolean> settlements;
  private final Map<UUID, Integer> ofWebhooks = new HashMap<>();
  private final Map<String, Integer> ofTenants = new HashMap<>();
  private final Promise<Void> over = Promise.promise();
  private int underWay;
  private boolean stopping;
  private Runnable freed = () -> {};

  /**
   * What a postman works with.
   *
   * @param egress made for receivers
   * @param timeout of a call
   * @param each calls to one webhook at a time
   * @param registry counts them
   */
  public record Means(
      Bus bus,
      Egress egress,
      Duration timeout,
      int each,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry registry) {}

  /** On the event loop that will call it. */
  public Postman(Means means) {
    this.means = means;
    settlements =
        new Coalescer<>(
            new Coalescer.Limits(1, NOTED_AT_ONCE, CALLS),
            one -> means.bus().request(one.getFirst()).map(List::of));
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
    int room = CALLS - underWay;
    if (stopping || room <= 0) {
      return Future.succeededFuture(0);
    }
    var tired =
        ofTenants.entrySet().stream()
            .filter(each -> each.getValue() >= CALLS_OF_TENANT)
            .map(Map.Entry::getKey)
            .toList();
    var wish =
        new Wish(Math.min(room, CALLS_OF_TENANT), means.each(), Map.copyOf(ofWebhooks), tired);
    return means
        .bus()
        .request(new ClaimDeliveries(wish, means.clock().instant(), means.timeout().plus(GRACE)))
        .map(
            claimed -> {
              claimed.forEach(this::deliver);
              return claimed.size();
            });
  }

  private void deliver(Claimed claimed) {
    count(claimed, 1);
    long start = System.nanoTime();
    call(claimed.parcel())
        .transform(
            done -> {
              int took = (int) Duration.ofNanos(System.nanoTime() - start).toMillis();
              return done.cause() instanceof Http.Busy
                  ? postpone(claimed)
                  : settle(claimed, outcome(claimed, done.result(), done.cause(), took), took);
            })
        .onComplete(
            settled -> {
              count(claimed, -1);
              if (settled.failed()) {
                LOG.warn("What came of a delivery is not noted: it is made again", settled.cause());
              }
              freed.run();
              tellWhenOver();
            });
  }

  private void count(Claimed claimed, int by) {
    underWay += by;
    add(ofWebhooks, claimed.webhookId(), by);
    add(ofTenants, claimed.key().tenantId(), by);
  }

  private static <K> void add(Map<K, Integer> counts, K key, int by) {
    int sum = counts.getOrDefault(key, 0) + by;
    if (sum == 0) {
      counts.remove(key);
    } else {
      counts.put(key, sum);
    }
  }

  private Future<HttpResponse<byte[]>> call(Parcel parcel) {
    var id = parcel.eventId().toString();
    long timestamp = means.clock().instant().getEpochSecond();
    try {
      var request =
          HttpRequest.newBuilder(URI.create(parcel.url()))
              .timeout(means.timeout())
              .header("Content-Type", "application/cloudevents+json; charset=utf-8")
              .header("webhook-id", id)
              .header("webhook-timestamp", Long.toString(timestamp))
              .header(
                  "webhook-signature", Signature.of(parcel.secrets(), id, timestamp, parcel.body()))
              .POST(HttpRequest.BodyPublishers.ofString(parcel.body(), UTF_8))
              .build();
      return means.egress().sendAsync(request);
    } catch (IllegalArgumentException malformed) {
      return Future.failedFuture(malformed);
    }
  }

  private Outcome outcome(
      Claimed claimed,
      @Nullable HttpResponse<byte[]> answer,
      @Nullable Throwable failure,
      int took) {
    if (answer == null) {
      var message = failure == null ? null : failure.getMessage();
      var error = message == null ? String.valueOf(failure) : message;
      return failed(claimed, new Attempt(null, shortened(error), took), null);
    }
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return new Outcome(new Attempt(status, null, took), true, null, null, PATIENCE);
    }
    var attempt = new Attempt(status, "it answered with " + status, took);
    return status == 410
        ? new Outcome(attempt, false, null, "the receiver answered 410 Gone", PATIENCE)
        : failed(claimed, attempt, RetryAfter.of(answer, means.clock()));
  }

  private Outcome failed(Claimed claimed, Attempt attempt, @Nullable Duration asked) {
    var pause = Backoff.after(claimed.attempts(), asked, means.random());
    var retryAt = pause == null ? null : means.clock().instant().plus(pause);
    return new Outcome(attempt, false, retryAt, null, PATIENCE);
  }

  private static String shortened(String error) {
    return error.length() <= ERROR_LENGTH ? error : error.substring(0, ERROR_LENGTH);
  }

  private Future<Boolean> settle(Claimed claimed, Outcome outcome, int took) {
    Timer.builder("errand.webhook.calls")
        .description("Duration of calls to webhooks")
        .tag("outcome", word(outcome))
        .register(means.registry())
        .record(Duration.ofMillis(took));
    return settlements.submit(new SettleDelivery(claimed, outcome, means.clock().instant()));
  }

  private static String word(Outcome outcome) {
    if (outcome.arrived()) {
      return "delivered";
    }
    return outcome.retryAt() == null ? "failed" : "retried";
  }

  private Future<Boolean> postpone(Claimed claimed) {
    return means.bus().request(new PostponeDelivery(claimed, means.clock().instant().plus(ASIDE)));
  }
}
