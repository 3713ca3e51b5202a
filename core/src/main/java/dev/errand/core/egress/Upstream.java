package dev.errand.core.egress;

import dev.errand.core.problem.Problem;
import dev.errand.executor.Http;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;

/**
 * A service of the operator's that requests themselves need, and that answers with JSON objects.
 * Whatever goes wrong with it is refused with {@code UpstreamFailed}, which names it. Thread-safe.
 */
public final class Upstream {

  private final Egress egress;
  private final String name;

  /** The name begins sentences, such as {@code The lunar calendar}. */
  public Upstream(Egress egress, String name) {
    this.egress = egress;
    this.name = name;
  }

  /** A request that sends JSON. */
  public static HttpRequest.Builder post(URI uri, JsonObject body) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toBuffer().getBytes()));
  }

  /** The object in its answer, which must be a 200. */
  public Future<JsonObject> ask(HttpRequest request) {
    return egress
        .sendTrustedAsync(request)
        .recover(failure -> Future.failedFuture(problem(failure)))
        .map(this::read);
  }

  private Problem problem(Throwable failure) {
    if (failure instanceof HttpTimeoutException) {
      return new Problem.UpstreamFailed(name + " did not answer in time: try again later", true);
    }
    return new Problem.UpstreamFailed(
        failure instanceof Http.Busy
            ? name + " is asked by too many at the moment: try again later"
            : name + " cannot be reached: try again later",
        false);
  }

  private JsonObject read(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      throw new Problem.UpstreamFailed(
          "%s answered %d: try again later".formatted(name, answer.statusCode()),
          answer.statusCode() == 504);
    }
    try {
      return new JsonObject(Buffer.buffer(answer.body()));
    } catch (DecodeException | ClassCastException wrong) {
      throw new Problem.UpstreamFailed(name + " answered with something else than JSON", false);
    }
  }
}
