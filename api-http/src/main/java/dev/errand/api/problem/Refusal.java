package dev.errand.api.problem;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.ext.web.handler.HttpException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is answered when a request is not granted.
 *
 * @param status of HTTP
 * @param code a stable word for programs
 * @param detail for people
 * @param violations everything that is wrong with its values, if that is the reason
 * @param extra members that depend on the code
 * @param headers of the answer
 */
record Refusal(
    int status,
    String code,
    String detail,
    List<Violation> violations,
    Map<String, Object> extra,
    Map<String, String> headers) {

  static final Refusal FAULT = of(500, "internal_error", "Internal server error");

  /** The refusal that a failure stands for; {@link #FAULT} for what nobody foresaw. */
  static Refusal of(Throwable failure) {
    return switch (failure) {
      case Problem problem -> of(problem);
      case HttpProblem p ->
          new Refusal(p.status(), p.code(), p.detail(), List.of(), p.extra(), p.headers());
      case HttpException http when http.getStatusCode() < 500 -> of(http.getStatusCode());
      default -> FAULT;
    };
  }

  /** The refusal of a status that the router found. */
  static Refusal of(int status) {
    return switch (status) {
      case 400 -> of(400, "bad_request", "The request is malformed");
      case 404 -> of(404, "not_found", "There is nothing at this path");
      case 405 -> of(405, "method_not_allowed", "The path does not have this method");
      case 413 -> of(413, "body_too_large", "The body is too large");
      case 414 -> of(414, "uri_too_long", "The request line is too long");
      case 415 -> of(415, "unsupported_media_type", "The body must be application/json");
      case 431 -> of(431, "headers_too_large", "The header fields are too large");
      default -> status < 500 ? of(status, "refused", "The request is refused") : FAULT;
    };
  }

  private static Refusal of(Problem problem) {
    var detail = String.valueOf(problem.getMessage());
    return switch (problem) {
      case Problem.NotFound p -> of(404, "not_found", detail).with(p.name(), p.value());
      case Problem.Invalid p ->
          new Refusal(422, p.code(), detail, p.violations(), Map.of(), Map.of());
      case Problem.Conflict p -> new Refusal(409, p.code(), detail, List.of(), p.extra(), Map.of());
      case Problem.Gone p -> of(410, p.code(), detail);
      case Problem.PreconditionFailed p -> of(412, "precondition_failed", detail);
      case Problem.Denied p -> {
        var extra = new LinkedHashMap<>(p.extra());
        extra.put("action", p.action());
        yield new Refusal(403, "permission_denied", detail, List.of(), extra, Map.of());
      }
      case Problem.UpstreamFailed p ->
          p.late() ? of(504, "upstream_timeout", detail) : of(502, "upstream_failed", detail);
      case Problem.LimitExceeded p -> of(p, detail);
      case Problem.Unavailable p -> {
        var seconds = Long.toString(Math.max(1, p.retryAfter().toSeconds()));
        yield new Refusal(
            503, "unavailable", detail, List.of(), Map.of(), Map.of("Retry-After", seconds));
      }
    };
  }

  /** The headers are those of draft-ietf-httpapi-ratelimit-headers. */
  private static Refusal of(Problem.LimitExceeded problem, String detail) {
    var quota = problem.quota();
    var window = quota.window();
    var seconds = Math.max(1, problem.retryAfter().plusMillis(999).toSeconds());
    var headers =
        Map.of(
            "RateLimit-Policy",
            "\"%s\";q=%d".formatted(quota.type(), quota.limit())
                + (window == null ? "" : ";w=" + window.toSeconds()),
            "RateLimit",
            "\"%s\";r=0".formatted(quota.type()) + (window == null ? "" : ";t=" + seconds),
            "Retry-After",
            Long.toString(seconds));
    var extra = new LinkedHashMap<String, Object>();
    extra.put("limit_type", quota.type());
    extra.put("limit", quota.limit());
    return new Refusal(429, "limit_exceeded", detail, List.of(), extra, headers);
  }

  private static Refusal of(int status, String code, String detail) {
    return new Refusal(status, code, detail, List.of(), Map.of(), Map.of());
  }

  private Refusal with(String member, Object value) {
    return new Refusal(status, code, detail, violations, Map.of(member, value), headers);
  }
}
