package dev.errand.events.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.notification.Notification.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelStatusTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ChannelStatus status = new ChannelStatus(registry);

  @Test
  void a_channel_fails_until_it_sends_again() {
    status.tried("email", new IOException("connection refused"));
    status.tried("email", new IOException("no route"));
    status.tried("mqtt", null);
    assertEquals(Map.of("email", "no route"), status.failing());
    status.tried("email", null);
    assertEquals(Map.of(), status.failing());
  }

  @Test
  void a_recipient_that_is_refused_and_a_receiver_that_fails_are_no_failure_of_the_service() {
    status.tried("email", new Undeliverable("no such mailbox"));
    status.tried("webhook", new IOException("500"));
    assertEquals(Map.of(), status.failing());
  }

  @Test
  void attempts_are_counted_by_channel_and_outcome() {
    status.settled("email", Status.PENDING);
    status.settled("email", Status.SENT);
    status.settled("email", Status.SENT);
    status.settled(null, Status.FAILED);
    assertEquals(1, count("email", "retried"));
    assertEquals(2, count("email", "sent"));
    assertEquals(1, count("none", "failed"));
  }

  private double count(String channel, String outcome) {
    return registry
        .get("errand.notifications")
        .tags("channel", channel, "outcome", outcome)
        .counter()
        .count();
  }
}
