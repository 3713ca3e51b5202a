package dev.errand.api.endpoint;

import dev.errand.api.json.JsonWriter;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** What an answer shows beside a thing if it is asked to: one more member. Thread-safe. */
@FunctionalInterface
public interface Expansion {

  /** Writes the member of the thing that the request's path names. */
  Future<Consumer<JsonWriter>> of(Input input);
}
