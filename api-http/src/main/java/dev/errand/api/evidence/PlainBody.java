package dev.errand.api.evidence;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A body that is the file itself; the request's head says the rest. */
record PlainBody(String mediaType, @Nullable String fileName, JsonObject members)
    implements FileBody {

  @Override
  public void read(Buffer bytes, Consumer<Buffer> file) {
    file.accept(bytes);
  }

  @Override
  public void end() {}
}
