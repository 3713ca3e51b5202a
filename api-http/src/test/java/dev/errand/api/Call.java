package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API, and how to send it. Paths are below the base, or absolute with {@code //}.
 */
final class Call {

  private final ApiFixture api;
  private final HttpMethod method;
  private final String path;
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private @Nullable Buffer body;

  Call(ApiFixture api, HttpMethod method, String path) {
    this.api = api;
    this.method = method;
    this.path = path;
  }

  Call header(String name, String value) {
    headers.add(name, value);
    return this;
  }

  Call as(String tenant, String user) {
    return header("X-Tenant-ID", tenant).header("X-User-ID", user);
  }

  Call json(Buffer bytes) {
    body = bytes;
    return header("Content-Type", "application/json");
  }

  Call json(String text) {
    return json(Buffer.buffer(text));
  }

  Call body(String contentType, String text) {
    return body(contentType, Buffer.buffer(text));
  }

  Call body(String contentType, Buffer bytes) {
    body = bytes;
    return header("Content-Type", contentType);
  }

  Call bareBody(String text) {
    body = Buffer.buffer(text);
    return this;
  }

  Reply send() {
    return CoreFixture.await(start());
  }

  Future<Reply> start() {
    var uri = path.startsWith("//") ? path.substring(1) : "/api/v1" + path;
    if (uri.matches("[^?]*/stream([?].*)?") && method.equals(HttpMethod.GET)) {
      return stream(uri);
    }
    var request = api.client().request(method, uri).putHeaders(headers);
    var sent = body == null ? request.send() : request.sendBuffer(body);
    return sent.map(
        response -> {
          var reply = new Reply(response.statusCode(), response.headers(), plain(response));
          api.answers.check(method.name().toLowerCase(Locale.ROOT), uri, reply);
          return reply;
        });
  }

  /** What comes is not waited for if it has no end. */
  private Future<Reply> stream(String uri) {
    return api.http
        .request(method, uri)
        .compose(
            request -> {
              headers.forEach(request::putHeader);
              return request
                  .send()
                  .compose(
                      response ->
                          // It is broken off here.
                          "text/event-stream"
                                  .equals(
                                      response.exceptionHandler(x -> {}).getHeader("Content-Type"))
                              ? request.reset().transform(done -> reply(uri, response, null))
                              : response.body().compose(bytes -> reply(uri, response, bytes)));
            });
  }

  private Future<Reply> reply(String uri, HttpClientResponse response, @Nullable Buffer bytes) {
    var content = bytes == null || bytes.length() == 0 ? null : bytes;
    var reply = new Reply(response.statusCode(), response.headers(), content);
    api.answers.check(method.name().toLowerCase(Locale.ROOT), uri, reply);
    return Future.succeededFuture(reply);
  }

  private static @Nullable Buffer plain(HttpResponse<Buffer> response) {
    var body = response.bodyAsBuffer();
    if (body == null || !"gzip".equals(response.getHeader("Content-Encoding"))) {
      return body;
    }
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      return Buffer.buffer(unpacked.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came back. */
  record Reply(int status, MultiMap headers, @Nullable Buffer body) {

    Reply expect(int wanted) {
      assertEquals(wanted, status, () -> String.valueOf(body));
      return this;
    }

    JsonObject json() {
      return new JsonObject(body == null ? Buffer.buffer("{}") : body);
    }

    String header(String name) {
      return String.valueOf(headers.get(name));
    }

    /** Of a 422, the places that are complained of, joined by dots. */
    List<String> places() {
      return json().getJsonArray("detail").stream()
          .map(violation -> ((JsonObject) violation).getJsonArray("loc"))
          .map(Reply::joined)
          .toList();
    }

    private static String joined(JsonArray loc) {
      return loc.stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    /** Of a 422, all messages in one text. */
    String messages() {
      return json().getJsonArray("detail").stream()
          .map(violation -> ((JsonObject) violation).getString("msg"))
          .collect(Collectors.joining("\n"));
    }
  }
}
