package dev.errand.api.evidence;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body that has a file in it, read as it comes. What it throws is wrong with the body. Confined
 * to one event loop.
 */
interface FileBody {

  /** Takes the next bytes, and hands on those of the file; it keeps a few at most. */
  void read(Buffer bytes, Consumer<Buffer> file);

  /** There are no more bytes. */
  void end();

  /** What the sender says that the file is; known at the end. */
  String mediaType();

  /** What the sender calls the file, made harmless; known at the end. */
  @Nullable String fileName();

  /** What the sender says of the evidence; known at the end. */
  JsonObject members();
}
