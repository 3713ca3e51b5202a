package dev.errand.events.notification;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Egress;
import dev.errand.core.identity.Ids;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sends notifications. Stop it before what it asks over the bus. */
public final class NotificationVerticle extends VerticleBase {

  private static final int STOP_SECONDS = 10;

  private final Means means;
  private @Nullable Running running;

  /**
   * What the verticle works with.
   *
   * @param status kept current for whoever reports on health
   */
  public record Means(
      Bus bus,
      NotificationSettings settings,
      Egress egress,
      Ids ids,
      Timing timing,
      ChannelStatus status) {}

  private record Running(Channels channels, Sender sender, Ticker ticker) {}

  /** Where time and chance come from. */
  public record Timing(InstantSource clock, RandomGenerator random) {}

  /** One for each process. */
  public NotificationVerticle(Means means) {
    this.means = means;
  }

  @Override
  public Future<?> start() {
    var channels = channels();
    var sender = new Sender(means.bus(), channels, means.ids(), means.timing().clock());
    var pace =
        new Pace(Duration.ofMillis(200), Duration.ofSeconds(1), 0.1, means.timing().random());
    var ticker = new Ticker(vertx, "Sending notifications", pace, sender::begin);
    sender.onMore(ticker::wake);
    running = new Running(channels, sender, ticker);
    ticker.start();
    return Future.succeededFuture();
  }

  private Channels channels() {
    var settings = means.settings();
    var all = new ArrayList<Channel>();
    all.add(new WebhookChannel(means.egress()));
    if (settings.mail() != null) {
      all.add(new EmailChannel(vertx, settings.mail()));
    }
    if (settings.telegram() != null) {
      var telegram = settings.telegram();
      all.add(new TelegramChannel(means.egress(), telegram.base(), telegram.token()));
    }
    if (settings.mqtt() != null) {
      all.add(new MqttChannel(vertx, settings.mqtt()));
    }
    if (settings.service() != null) {
      all.add(new ServiceChannel(means.egress(), settings.service()));
    }
    return new Channels(all, means.status());
  }

  /** What was sent is noted before it ends, as far as that takes only seconds. */
  @Override
  public Future<?> stop() {
    if (running == null) {
      return Future.succeededFuture();
    }
    var parts = running;
    return parts
        .ticker()
        .stop()
        .compose(stopped -> parts.sender().drain())
        .timeout(STOP_SECONDS, SECONDS)
        .transform(drained -> parts.channels().close());
  }
}
