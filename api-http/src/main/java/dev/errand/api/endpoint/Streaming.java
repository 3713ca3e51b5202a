package dev.errand.api.endpoint;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Answers an operation whose request or answer is too large to be held in memory. Called on an
 * event loop with parameters that the contract allows.
 */
public interface Streaming {

  /** True if this request is one of those; any other is for the operation's {@link Endpoint}. */
  boolean takes(HttpServerRequest request);

  /**
   * Answers a request, which is paused: nothing of its body was read. An answer that it has written
   * by itself is not written again.
   *
   * @param turn when something may be done: at once, or when the request's key is claimed; with an
   *     answer if it repeats a request that was answered so, provided that its body says the same.
   *     Fails if nothing is to be done
   */
  Future<Answer> handle(Input input, HttpServerRequest request, Future<Optional<Answer>> turn);
}
