package dev.errand.api.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that HTTP itself refuses, before the core sees it. Like the core's problems it is an
 * answer, not a fault, so it carries no stack trace. The message is for callers.
 */
public final class HttpProblem extends RuntimeException {

  private final int status;
  private final String code;
  private final Map<String, Object> extra = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();

  /** The code is a stable word for programs. */
  public HttpProblem(int status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** The body is not JSON, or not this service's. */
  public static HttpProblem badRequest(String code, String detail) {
    return new HttpProblem(400, code, detail);
  }

  /**
   * Nobody vouches for the caller, who sent no token; {@link #badToken} is for those who did. The
   * answer must say how to prove who one is (RFC 9110, 15.5.2).
   */
  public static HttpProblem unauthenticated(String detail) {
    return new HttpProblem(401, "unauthenticated", detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"errand\"");
  }

  /** The token that was sent proves nothing. */
  public static HttpProblem badToken(String detail) {
    return new HttpProblem(401, "invalid_token", detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"errand\", error=\"invalid_token\"");
  }

  /** There is no such thing; the member names what was asked for. */
  public static HttpProblem notFound(String what, String member, String value) {
    return new HttpProblem(404, "not_found", what + " not found").with(member, value);
  }

  /** With one more member in the answer. */
  public HttpProblem with(String member, Object value) {
    extra.put(member, value);
    return this;
  }

  /** With a header in the answer. */
  public HttpProblem withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  Map<String, Object> extra() {
    return extra;
  }

  Map<String, String> headers() {
    return headers;
  }
}
