package dev.errand.core.egress;

import dev.errand.core.problem.Problem;
import dev.errand.executor.Http;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service of the operator's that requests themselves need, and that answers with JSON objects.
 * Whatever goes wrong with it is refused with {@code UpstreamFailed}, which names it. Thread-safe.
 */
public final class Upstream {

  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

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

  /** The same request in the name of a tenant, as a gateway would pass it on. */
  public static HttpRequest.Builder forTenant(String tenantId, HttpRequest.Builder request) {
    return request
        .header("X-Tenant-ID", ofHeader(tenantId))
        .header("X-User-ID", "task-service")
        .header("X-Roles", "viewer");
  }

  /** As it is, or percent-encoded if no header can hold it or it looks like that. */
  private static String ofHeader(String name) {
    return name.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '%')
        ? name
        : URLEncoder.encode(name, StandardCharsets.UTF_8);
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
    if (failure instanceof Http.Refused) {
      // Names addresses that callers need not know.
      LOG.warn("{} cannot be asked: {}", name, failure.getMessage());
      return new Problem.UpstreamFailed(
          name
              + " is refused by the rules for outgoing calls, as for where it redirects to or how much it answers: the log says more",
          false);
    }
    return new Problem.UpstreamFailed(
        failure instanceof Http.Busy
            ? name + " is asked by too many at the moment: try again later"
            : name + " cannot be reached: try again later",
        false);
  }

  private JsonObject read(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status != 200) {
      throw new Problem.UpstreamFailed(
          status >= 500 || status == 429
              ? "%s answered %d: try again later".formatted(name, status)
              : "%s answered %d, where 200 was expected".formatted(name, status),
          status == 504);
    }
    try {
      if (Json.decodeValue(Buffer.buffer(answer.body())) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException wrong) {
      LOG.debug("{} answered with what is no JSON: {}", name, wrong.getMessage());
    }
    throw new Problem.UpstreamFailed(
        name + " answered with something else than a JSON object", false);
  }
}
