package dev.errand.core.evidence;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import dev.errand.core.task.TaskKey;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about evidence.
 *
 * @param <R> the answer
 */
public sealed interface EvidenceQuery<R> extends Query<R> {

  /** One piece of evidence; refused with {@code NotFound} if there is none. */
  record GetEvidence(TaskKey key, UUID id, Sight sight) implements EvidenceQuery<Evidence> {}

  /**
   * The evidence of a task, in the order in which it was added.
   *
   * @param key the task
   * @param after the last of the page before; null for the first page
   * @param limit 1 to 100
   * @param sight which tasks there are for who asks
   */
  record ListEvidence(TaskKey key, @Nullable UUID after, int limit, Sight sight)
      implements EvidenceQuery<EvidencePage> {}

  /**
   * A page.
   *
   * @param next what the next page comes after; null if there is none
   */
  record EvidencePage(List<Evidence> items, @Nullable UUID next) {}

  /** Some bytes of a file from an offset on, at least one, at most a piece. */
  record ReadFile(FileKey file, long offset) implements EvidenceQuery<Buffer> {}
}
