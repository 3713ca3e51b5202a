package dev.errand.api.endpoint;

import dev.errand.api.contract.BodyRules;
import dev.errand.api.problem.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Collects the bytes of a body, up to its limit; what is refused is not kept. */
final class BodyReader {

  private static final String JSON = "application/json";

  private final HttpServerRequest request;
  private final BodyRules rules;
  private final Promise<Buffer> done = Promise.promise();
  private final Buffer body = Buffer.buffer();

  private BodyReader(HttpServerRequest request, BodyRules rules) {
    this.request = request;
    this.rules = rules;
  }

  /** Must be called before the request's handler returns, or bytes are lost. */
  static Future<Buffer> read(HttpServerRequest request, BodyRules rules) {
    var reader = new BodyReader(request, rules);
    try {
      reader.refuseUnread();
    } catch (HttpProblem refused) {
      Discarding.rest(request);
      return Future.failedFuture(refused);
    }
    return reader.collect();
  }

  private void refuseUnread() {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if ("0".equals(length)) {
      return;
    }
    var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("The body must not be compressed, but it is " + encoding)
          .withHeader("Accept-Encoding", "identity");
    }
    var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && !rules.accepts(type)) {
      throw unsupported("The body must be %s, not %s".formatted(wanted(), type));
    }
    if (length != null && isMore(length)) {
      throw tooLarge();
    }
  }

  private boolean isMore(String length) {
    try {
      return Long.parseLong(length) > rules.limit();
    } catch (NumberFormatException e) {
      throw HttpProblem.badRequest("header_invalid", "The header Content-Length is not a length");
    }
  }

  private Future<Buffer> collect() {
    request
        .handler(
            chunk -> {
              if (body.length() + chunk.length() > rules.limit()) {
                done.tryFail(tooLarge());
                Discarding.rest(request);
              } else {
                body.appendBuffer(chunk);
              }
            })
        .exceptionHandler(done::tryFail)
        .endHandler(end -> finish());
    return done.future();
  }

  private void finish() {
    if (body.length() > 0 && request.getHeader(HttpHeaders.CONTENT_TYPE) == null) {
      done.tryFail(unsupported("The header Content-Type is missing; send " + wanted()));
    } else if (body.length() == 0 && rules.required()) {
      done.tryFail(HttpProblem.badRequest("body_missing", "The body is missing: send " + wanted()));
    } else {
      done.tryComplete(body);
    }
  }

  private String wanted() {
    var types = rules.mediaTypes();
    return types.contains(JSON) ? JSON : types.stream().sorted().findFirst().orElse(JSON);
  }

  private static HttpProblem unsupported(String detail) {
    return new HttpProblem(415, "unsupported_media_type", detail);
  }

  private HttpProblem tooLarge() {
    return new HttpProblem(
            413,
            "body_too_large",
            "The body must not be larger than %d bytes".formatted(rules.limit()))
        .with("limit", rules.limit());
  }
}
