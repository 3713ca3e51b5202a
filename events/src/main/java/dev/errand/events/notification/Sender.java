package dev.errand.events.notification;

import dev.errand.core.bus.Bus;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.identity.Ids;
import dev.errand.core.notification.Notification.Status;
import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.notification.NotificationCommand.Outgoing;
import dev.errand.core.notification.NotificationCommand.SettleNotifications;
import dev.errand.core.notification.NotificationCommand.Settlement;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notifications that are to be sent, sends each by itself, and notes what came of it, so that
 * a slow receiver holds up nobody else; what comes of several at a time is noted in one statement.
 * Any number of nodes may do so at a time. Confined to one event loop.
 */
final class Sender {

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private static final int AT_ONCE = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Longer than any attempt takes: whoever took one and is silent after that has crashed. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  /** About four hours in all. */
  private static final int ATTEMPTS = 12;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final Bus bus;
  private final Channels channels;
  private final Ids ids;
  private final InstantSource clock;
  private final Coalescer<Settlement, Void> settlements =
      new Coalescer<>(new Coalescer.Limits(AT_ONCE, 1, AT_ONCE), this::settle);
  private Runnable moreToSend = () -> {};
  private int underWay;

  /** Whether all were taken that there was room for, so that there may be others. */
  private boolean mayBeMore;

  private @Nullable Promise<Void> idle;

  Sender(Bus bus, Channels channels, Ids ids, InstantSource clock) {
    this.bus = bus;
    this.channels = channels;
    this.ids = ids;
    this.clock = clock;
  }

  /** Called when there may be more to send, and is room for it. */
  void onMore(Runnable handler) {
    moreToSend = handler;
  }

  /** Takes and sends once; answers with how many, when all of them have been seen to. */
  Future<Integer> runOnce() {
    return begin()
        .compose(
            begun -> Future.join(begun).transform(all -> Future.succeededFuture(begun.size())));
  }

  /** Takes some and begins to send them; each future ends when one has been seen to. */
  Future<List<Future<Void>>> begin() {
    int free = AT_ONCE - underWay;
    if (free <= 0) {
      return Future.succeededFuture(List.of());
    }
    var now = clock.instant();
    return bus.request(new ClaimNotifications(ids.next(), free, now, now.plus(LEASE)))
        .map(
            claimed -> {
              mayBeMore = claimed.size() == free;
              var sends = new ArrayList<Future<Void>>(claimed.size());
              settlements.together(() -> claimed.forEach(each -> sends.add(send(each))));
              return sends;
            });
  }

  private Future<Void> send(Outgoing outgoing) {
    underWay++;
    return Future.succeededFuture(outgoing)
        .compose(this::attempt)
        // Whatever a channel throws is an attempt that failed.
        .recover(failure -> Future.succeededFuture(failed(outgoing, null, failure)))
        .onSuccess(settled -> channels.status().settled(settled.channel(), settled.status()))
        .compose(settlements::submit)
        .onFailure(
            failure ->
                LOG.warn(
                    "What came of notification {} could not be noted; it will be sent again",
                    outgoing.key().id(),
                    failure))
        .onComplete(
            done -> {
              underWay--;
              if (mayBeMore && underWay <= AT_ONCE / 2) {
                mayBeMore = false;
                moreToSend.run();
              }
              if (underWay == 0 && idle != null) {
                idle.tryComplete();
              }
            })
        .mapEmpty();
  }

  private Future<List<Void>> settle(List<Settlement> settled) {
    return bus.request(new SettleNotifications(settled, clock.instant()))
        .map(noted -> Collections.nCopies(settled.size(), null));
  }

  /** Completes when nothing is under way: to be waited for once no more is begun. */
  Future<Void> drain() {
    if (underWay == 0) {
      return Future.succeededFuture();
    }
    if (idle == null) {
      idle = Promise.promise();
    }
    return idle.future();
  }

  private Future<Settlement> attempt(Outgoing outgoing) {
    var quiet = QuietHours.of(outgoing.recipient()).flatMap(hours -> hours.over(clock.instant()));
    if (quiet.isPresent()) {
      return Future.succeededFuture(new Settlement(outgoing, Status.HELD, null, null, quiet.get()));
    }
    Channel channel;
    try {
      channel = channels.choose(outgoing);
    } catch (Undeliverable unreachable) {
      return Future.succeededFuture(failed(outgoing, outgoing.wanted(), unreachable));
    }
    return channel
        .send(new Message(outgoing))
        .timeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .transform(
            sent -> {
              channels.status().tried(channel.name(), sent.cause());
              return Future.succeededFuture(
                  sent.succeeded()
                      ? new Settlement(outgoing, Status.SENT, channel.name(), null, null)
                      : failed(outgoing, channel.name(), sent.cause()));
            });
  }

  private Settlement failed(Outgoing outgoing, @Nullable String channel, Throwable failure) {
    var error =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    boolean over = failure instanceof Undeliverable || outgoing.attempt() >= ATTEMPTS;
    LOG.info(
        "Notification {} was not sent by {} at attempt {}{}: {}",
        outgoing.key().id(),
        channel,
        outgoing.attempt(),
        over ? ", the last" : "",
        error);
    return over
        ? new Settlement(outgoing, Status.FAILED, channel, error, null)
        : new Settlement(outgoing, Status.PENDING, channel, error, again(outgoing.attempt()));
  }

  private Instant again(int attempt) {
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 20));
    return clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }
}
