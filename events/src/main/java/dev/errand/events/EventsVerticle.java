package dev.errand.events;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.EventsWritten;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import dev.errand.events.inbox.AccountNews;
import dev.errand.events.inbox.OutsideEvents;
import dev.errand.events.inbox.Receiver;
import dev.errand.events.nats.NatsConsumer;
import dev.errand.events.nats.NatsLink;
import dev.errand.events.nats.NatsPublisher;
import dev.errand.events.nats.NatsSettings;
import dev.errand.events.nats.NatsStatus;
import dev.errand.events.relay.Relay;
import dev.errand.events.relay.RelaySettings;
import dev.errand.events.wakeup.Wakeups;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Relays events to NATS, and receives what other services say there. Deploy it only where NATS is
 * configured. Stop it before what it asks over the bus.
 */
public final class EventsVerticle extends VerticleBase {

  private static final int STOP_SECONDS = 3;

  private final Means means;
  private @Nullable Running running;

  /**
   * What the verticle works with.
   *
   * @param nats how to reach it
   * @param relay how to relay
   * @param status kept current for whoever reports on health
   * @param clock of the relay
   * @param random of its pauses
   * @param inbox what is received besides
   */
  public record Means(
      Bus bus,
      NatsSettings nats,
      RelaySettings relay,
      NatsStatus status,
      InstantSource clock,
      RandomGenerator random,
      Inbox inbox) {}

  /**
   * What is received.
   *
   * @param service whose nodes share what comes
   * @param eventSubjects of which each message is an event for the triggers
   * @param tenantId of messages that name none; null if they must
   * @param pauses before the second try of a message that failed, and those after it
   */
  public record Inbox(
      String service,
      List<String> eventSubjects,
      @Nullable String tenantId,
      List<Duration> pauses) {}

  private record Running(NatsLink link, Relay relay, Ticker ticker, List<NatsConsumer> consumers) {}

  /** One for each process. */
  public EventsVerticle(Means means) {
    this.means = means;
  }

  @Override
  public Future<?> start() {
    var link = NatsLink.to(vertx, means.nats(), means.status());
    new Wakeups(vertx, means.bus(), link);
    link.open();
    var publisher = new NatsPublisher(vertx, link, means.nats().stream());
    var relay = new Relay(means.bus(), publisher, means.clock(), means.relay());
    var pace = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1), 0.1, means.random());
    var ticker = new Ticker(vertx, "Relaying events to NATS", pace, relay::runOnce);
    relay.onMore(ticker::wake);
    means.bus().listen(EventsWritten.class, written -> ticker.wake());
    var consumers = consumers(link);
    running = new Running(link, relay, ticker, consumers);
    ticker.start();
    consumers.forEach(NatsConsumer::start);
    return Future.succeededFuture();
  }

  private List<NatsConsumer> consumers(NatsLink link) {
    var news = new AccountNews(means.bus());
    var receivers = new LinkedHashMap<String, Receiver>();
    var events = new OutsideEvents(means.bus(), means.inbox().tenantId());
    means.inbox().eventSubjects().forEach(subject -> receivers.put(subject, events));
    receivers.put(AccountNews.USER_DELETED, news::deleted);
    receivers.put(AccountNews.SUBSCRIPTION_CHANGED, news::resubscribed);
    return receivers.entrySet().stream()
        .map(each -> new NatsConsumer(link, source(each.getKey()), each.getValue()))
        .toList();
  }

  private NatsConsumer.Source source(String subject) {
    var inbox = means.inbox();
    return new NatsConsumer.Source(
        inbox.service(), subject, NatsSettings.Stream.INBOX, inbox.pauses());
  }

  /** The last events go out, as far as that takes only seconds. */
  @Override
  public Future<?> stop() {
    if (running == null) {
      return Future.succeededFuture();
    }
    running.consumers().forEach(NatsConsumer::stop);
    var relay = running.relay();
    var link = running.link();
    return running
        .ticker()
        .stop()
        .compose(stopped -> drain(relay))
        .timeout(STOP_SECONDS, SECONDS)
        .transform(drained -> relay.release().timeout(STOP_SECONDS, SECONDS))
        .transform(released -> link.close());
  }

  private static Future<Void> drain(Relay relay) {
    return relay.runOnce().compose(moved -> moved > 0 ? drain(relay) : Future.succeededFuture());
  }
}
