package dev.errand.api.endpoint;

import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Answers one operation of the contract. Called on an event loop with what the contract allows; a
 * failure of its future, or one thrown, becomes the answer that stands for it.
 */
@FunctionalInterface
public interface Endpoint {

  /** Answers a request. */
  Future<Answer> handle(Input input);

  /**
   * Finds what the endpoint would object to in a request that the contract already refuses, so that
   * the caller learns of everything at once.
   *
   * @param rest the request without the members that something is wrong with
   * @param faulty the names of those
   */
  default List<Violation> further(Input rest, Set<String> faulty) {
    return List.of();
  }
}
