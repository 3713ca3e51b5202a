package dev.errand.api.endpoint;

import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Has requests with {@code dry_run} answered by an endpoint of the same kind whose bus rehearses
 * commands. Thread-safe.
 */
public final class Rehearsing {

  private Rehearsing() {}

  /** One that does what is asked, unless the caller only tries. */
  public static Endpoint or(Endpoint rehearsing, Endpoint earnest) {
    return new Endpoint() {
      @Override
      public Future<Answer> handle(Input input) {
        return input.dryRun()
            ? rehearsing.handle(input).map(Answer::rehearsed)
            : earnest.handle(input);
      }

      @Override
      public List<Violation> further(Input rest, Set<String> faulty) {
        return earnest.further(rest, faulty);
      }
    };
  }

  /** The same, of what streams. */
  public static Streaming or(Streaming rehearsing, Streaming earnest) {
    return new Streaming() {
      @Override
      public boolean takes(HttpServerRequest request) {
        return earnest.takes(request);
      }

      @Override
      public Future<Answer> handle(
          Input input, HttpServerRequest request, Future<Optional<Answer>> turn) {
        return input.dryRun()
            ? rehearsing.handle(input, request, turn).map(Answer::rehearsed)
            : earnest.handle(input, request, turn);
      }
    };
  }
}
