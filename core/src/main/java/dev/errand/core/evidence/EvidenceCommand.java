package dev.errand.core.evidence;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.TaskKey;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be done about evidence. A file is opened, appended to and kept; whoever does not keep it
 * drops it.
 *
 * @param <R> the answer
 */
public sealed interface EvidenceCommand<R> extends Command<R> {

  /**
   * Adds evidence without a file.
   *
   * @param id null for a new one
   */
  record AddEvidence(TaskKey key, @Nullable UUID id, NewEvidence evidence, Caller caller)
      implements EvidenceCommand<Evidence> {}

  /** Deletes evidence, for those who added it and for managers; answers with what it was. */
  record RemoveEvidence(TaskKey key, UUID id, Caller caller) implements EvidenceCommand<Evidence> {}

  /** Begins to receive a file for a task that the caller may add evidence to. */
  record OpenFile(TaskKey key, Caller caller) implements EvidenceCommand<FileKey> {}

  /**
   * Appends to an open file.
   *
   * @param file which
   * @param offset how much of it there is
   * @param piece of {@link FileStore#PIECE} bytes at most; not to be changed any more
   */
  record AppendPiece(FileKey file, long offset, Buffer piece) implements EvidenceCommand<Void> {}

  /**
   * Adds evidence with an open file that is whole now.
   *
   * @param id null for a new one
   */
  record KeepFile(
      TaskKey key, @Nullable UUID id, NewEvidence evidence, EvidenceFile file, Caller caller)
      implements EvidenceCommand<Evidence> {}

  /** Deletes an open file. */
  record DropFile(FileKey file) implements EvidenceCommand<Void> {}

  /**
   * Deletes what crashes have left behind: files that nobody has appended to for a while. Spans
   * tenants. Answers with their number.
   */
  record SweepFiles() implements EvidenceCommand<Integer> {}
}
