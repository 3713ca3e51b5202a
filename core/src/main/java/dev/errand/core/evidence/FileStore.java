package dev.errand.core.evidence;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * Where the bytes of files lie. A file is written by one sender, piece after piece, the next when
 * the last is safe, and read in any order. Called on one event loop, which it must not block.
 */
public interface FileStore {

  /** What a sender appends at once, in bytes, at most. */
  int PIECE = 16 * 1024;

  /** What {@link FileKey#store} calls it. */
  String name();

  /** Appends a piece at the end, which is at the offset. */
  Future<Void> append(FileKey file, long offset, Buffer piece);

  /** Completes when all that was appended will survive a crash. */
  Future<Void> seal(FileKey file);

  /** Reads at least one byte and at most a piece from the offset, which lies within the file. */
  Future<Buffer> read(FileKey file, long offset);

  /** Deletes all there is of a file, if there is anything. */
  Future<Void> delete(FileKey file);
}
