package dev.errand.bench.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PushSubscribeOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Everything that the service's stream holds. */
public final class EventArchive {

  private static final String SUBJECTS = "task_service.>";
  private static final Duration QUIET = Duration.ofSeconds(5);

  private EventArchive() {}

  /** The ids of all events as each came first; reads until nothing has come for a while. */
  public static SequencedSet<String> ids(NatsServer server) {
    var ids = new LinkedHashSet<String>();
    try {
      var connection = Nats.connect(server.url());
      var options = PushSubscribeOptions.builder().ordered(true).build();
      var subscription = connection.jetStream().subscribe(SUBJECTS, options);
      for (var message = subscription.nextMessage(QUIET);
          message != null;
          message = subscription.nextMessage(QUIET)) {
        ids.add(id(message));
      }
      connection.close();
      return ids;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException("The events cannot be read from NATS", e);
    }
  }

  private static String id(Message message) {
    return new JsonObject(Buffer.buffer(message.getData())).getString("id");
  }
}
