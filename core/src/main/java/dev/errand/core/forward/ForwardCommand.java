package dev.errand.core.forward;

import dev.errand.core.bus.Command;
import dev.errand.core.task.TaskKey;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How tasks are forwarded. All span tenants: for the service itself.
 *
 * @param <R> the answer
 */
public sealed interface ForwardCommand<R> extends Command<R> {

  /**
   * Takes tasks that are due to be forwarded and wait for no other. Each is the taker's for a time.
   *
   * @param max at most
   * @param each of one namespace at most, with those under way
   * @param underWay how many of which namespace are
   * @param now as the asker's clock says
   * @param lease how long they are its own
   */
  record ClaimForwards(int max, int each, Map<Place, Integer> underWay, Instant now, Duration lease)
      implements ForwardCommand<List<Claimed>> {}

  /** Notes that a task has arrived; answers false if it is not the taker's any more. */
  record NoteArrival(Claimed claimed, String remoteTaskId, Instant now)
      implements ForwardCommand<Boolean> {}

  /**
   * Notes that an attempt has failed; answers false if the task is not the taker's any more.
   *
   * @param error why
   * @param retryAt when it is tried again; null if it is not
   */
  record NoteFailure(Claimed claimed, String error, @Nullable Instant retryAt)
      implements ForwardCommand<Boolean> {}

  /** A namespace of a tenant. */
  record Place(String tenantId, String namespace) {}

  /**
   * A task that was taken.
   *
   * @param key of the task
   * @param namespace where it is
   * @param claim by which it is the taker's
   * @param relay where it is to go
   * @param hops how often it has been relayed before
   * @param draft what to ask for there
   * @param attempts how many were made before
   */
  record Claimed(
      TaskKey key,
      String namespace,
      UUID claim,
      Relay relay,
      int hops,
      JsonObject draft,
      int attempts) {

    /** The namespace with its tenant. */
    public Place place() {
      return new Place(key.tenantId(), namespace);
    }
  }

  /**
   * Where a namespace relays to.
   *
   * @param url the base URL of the other Errand
   * @param key an API key of it; null for none
   * @param userId whose task it is
   */
  record Relay(String url, @Nullable String key, String userId) {}
}
