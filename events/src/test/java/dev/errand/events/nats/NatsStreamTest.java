package dev.errand.events.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.events.testing.NatsInbox;
import dev.errand.events.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NatsStreamTest {

  private final NatsStream stream = new NatsStream(NatsSettings.Stream.USUAL);
  private NatsServer nats;
  private NatsInbox inbox;

  @BeforeEach
  void start() {
    nats = NatsServer.started();
    inbox = NatsInbox.open(nats.url());
  }

  @AfterEach
  void stop() {
    if (inbox != null) {
      inbox.close();
      nats.close();
    }
  }

  @Test
  void a_missing_stream_is_made() throws Exception {
    stream.ensure(connection());
    stream.ensure(connection());
    var made = present();
    assertEquals(List.of("task_service.>"), made.getSubjects());
    assertEquals(Duration.ofHours(1), made.getDuplicateWindow());
    assertEquals(Duration.ofDays(7), made.getMaxAge());
  }

  @Test
  void a_stream_gets_what_it_lacks_and_keeps_the_rest() throws Exception {
    add("task_service.task.*", "other.things");
    stream.ensure(connection());
    var updated = present();
    assertEquals(List.of("other.things", "task_service.>"), updated.getSubjects());
    assertEquals(Duration.ofHours(1), updated.getDuplicateWindow());
    assertEquals(1234, updated.getMaxMsgs());
    assertEquals(Duration.ofDays(30), updated.getMaxAge());
  }

  @Test
  void a_stream_that_keeps_messages_for_less_than_the_window_has_a_shorter_one() throws Exception {
    connection()
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("TASK_SERVICE")
                .subjects("task_service.>")
                .maxAge(Duration.ofMinutes(30))
                .duplicateWindow(Duration.ofMinutes(2))
                .build());
    stream.ensure(connection());
    assertEquals(Duration.ofMinutes(30), present().getDuplicateWindow());
  }

  @Test
  void another_stream_on_the_same_subjects_is_reported() throws Exception {
    connection()
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder().name("OTHER").subjects("task_service.task.*").build());
    var failure = assertThrows(JetStreamApiException.class, () -> stream.ensure(connection()));
    assertTrue(String.valueOf(failure.getMessage()).contains("overlap"), failure::getMessage);
  }

  private void add(String... subjects) throws Exception {
    connection()
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("TASK_SERVICE")
                .subjects(subjects)
                .maxMessages(1234)
                .maxAge(Duration.ofDays(30))
                .duplicateWindow(Duration.ofMinutes(2))
                .build());
  }

  private Connection connection() {
    return inbox.connection();
  }

  private StreamConfiguration present() throws Exception {
    return connection().jetStreamManagement().getStreamInfo("TASK_SERVICE").getConfiguration();
  }
}
