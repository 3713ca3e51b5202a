package dev.errand.api.feed;

import dev.errand.api.endpoint.Input;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.FeedEvent;
import dev.errand.core.identity.Sight;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events a reader gets.
 *
 * @param tenantId theirs
 * @param taskId only those of this task; null for all
 * @param verbs only these; none for all
 * @param namespace only those of its tasks; null for all
 * @param sight only those of tasks that exist for the reader
 */
record FeedFilter(
    String tenantId,
    @Nullable UUID taskId,
    Set<String> verbs,
    @Nullable String namespace,
    Sight sight) {

  /** Of the reader's tenant, as the parameters say. */
  static FeedFilter of(Input input) {
    var verbs = input.texts("type").stream().map(FeedFilter::verb).collect(Collectors.toSet());
    var caller = input.caller();
    return new FeedFilter(caller.tenantId(), null, verbs, input.text("namespace"), caller.sight());
  }

  /** A type may be given without what all types begin with. */
  private static String verb(String type) {
    return type.startsWith(CloudEvent.PREFIX) ? type.substring(CloudEvent.PREFIX.length()) : type;
  }

  boolean takes(FeedEvent row) {
    return row.event().tenantId().equals(tenantId)
        && (taskId == null || row.event().taskId().equals(taskId))
        && (namespace == null || namespace.equals(row.namespace()))
        && row.isSeenBy(sight);
  }

  boolean takes(CloudEvent message) {
    return verbs.isEmpty() || verbs.contains(message.verb());
  }
}
