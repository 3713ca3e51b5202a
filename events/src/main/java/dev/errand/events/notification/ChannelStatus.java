package dev.errand.events.notification;

import dev.errand.core.notification.Notification.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the channels of notifications are, for whoever reports on health, and what came of attempts,
 * counted. May be used from any thread.
 */
public final class ChannelStatus {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelStatus.class);

  /** Their health is their receiver's matter, and the list's is the database's. */
  private static final Set<String> NOT_THE_OPERATORS = Set.of("webhook", "in_app");

  private final MeterRegistry registry;
  private final Map<String, String> failing = new ConcurrentHashMap<>();

  /** Counts into this registry. */
  public ChannelStatus(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What went wrong at the last attempt of each channel whose last attempt failed. */
  public Map<String, String> failing() {
    return new TreeMap<>(failing);
  }

  /** A channel has sent, or refused a recipient, or failed; changes are logged. */
  void tried(String channel, @Nullable Throwable failure) {
    if (NOT_THE_OPERATORS.contains(channel)) {
      return;
    }
    if (failure == null || failure instanceof Undeliverable) {
      if (failing.remove(channel) != null) {
        LOG.info("Notifications are sent by {} again", channel);
      }
    } else if (failing.put(channel, String.valueOf(failure.getMessage())) == null) {
      LOG.warn(
          "Notifications cannot be sent by {} and will be tried again: {}",
          channel,
          failure.getMessage());
    }
  }

  /** An attempt is over. */
  void settled(@Nullable String channel, Status status) {
    Counter.builder("errand.notifications")
        .description("Attempts to send notifications")
        .tag("channel", channel == null ? "none" : channel)
        .tag("outcome", status == Status.PENDING ? "retried" : status.word())
        .register(registry)
        .increment();
  }
}
