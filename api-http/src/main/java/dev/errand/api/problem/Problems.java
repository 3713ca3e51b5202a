package dev.errand.api.problem;

import dev.errand.api.body.Body;
import dev.errand.core.problem.Violation;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders every answer that is not the one asked for, in the form that the caller accepts. */
public final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String JSON = "application/json";

  private Problems() {}

  /** Answers with what a failure stands for; a fault is logged, once, with the request's id. */
  public static void answer(RoutingContext context, Throwable failure) {
    if (failure instanceof HttpClosedException) {
      LOG.debug("The caller of request {} has gone", RequestId.of(context));
      return;
    }
    var refusal = Refusal.of(failure);
    if (refusal.status() == 500) {
      LOG.error(
          "{} {} failed, request {}",
          context.request().method(),
          context.request().path(),
          RequestId.of(context),
          failure);
    }
    write(context, refusal);
  }

  /** Answers with a status that the router found, or with what a fault behind it stands for. */
  public static void answer(RoutingContext context, int status, @Nullable Throwable failure) {
    if (failure != null && status >= 500) {
      answer(context, failure);
    } else {
      write(context, Refusal.of(status));
    }
  }

  /** What is wrong, as the answer to one of many would say it: a list for 422, else a text. */
  public static Object detail(Throwable failure) {
    var refusal = Refusal.of(failure);
    return refusal.violations().isEmpty() ? refusal.detail() : json(refusal.violations());
  }

  /** What is wrong, with its code and status: the members of an error to one of many. */
  public static JsonObject members(Throwable failure) {
    var refusal = Refusal.of(failure);
    return plain(refusal).put("code", refusal.code()).put("status", refusal.status());
  }

  private static void write(RoutingContext context, Refusal refusal) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    var accept = context.request().getHeader(HttpHeaders.ACCEPT);
    var rfc9457 = accept != null && prefersProblem(accept);
    var body = rfc9457 ? problem(refusal) : plain(refusal);
    body.put("code", refusal.code())
        .put("status", refusal.status())
        .put("request_id", RequestId.of(context));
    refusal.headers().forEach(response::putHeader);
    response
        .setStatusCode(refusal.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, rfc9457 ? PROBLEM_JSON : JSON);
    Body.end(context, body.toBuffer());
  }

  /** Whoever names both, as generated clients do, means the first. */
  private static boolean prefersProblem(String accept) {
    int problem = accept.indexOf(PROBLEM_JSON);
    int json = accept.indexOf(JSON);
    return problem >= 0 && (json < 0 || problem < json);
  }

  /** Members of its own first, so that none of them can replace a standard one. */
  private static JsonObject plain(Refusal refusal) {
    var body = new JsonObject();
    refusal.extra().forEach(body::put);
    return body.put(
        "detail", refusal.violations().isEmpty() ? refusal.detail() : json(refusal.violations()));
  }

  private static JsonObject problem(Refusal refusal) {
    var body = new JsonObject();
    refusal.extra().forEach(body::put);
    var count = refusal.violations().size();
    if (count > 0) {
      body.put("errors", json(refusal.violations()));
    }
    return body.put("type", "urn:errand:problem:" + refusal.code())
        .put("title", HttpResponseStatus.valueOf(refusal.status()).reasonPhrase())
        .put(
            "detail",
            count == 0
                ? refusal.detail()
                : refusal.detail() + (count == 1 ? ": 1 problem" : ": " + count + " problems"));
  }

  private static JsonArray json(List<Violation> violations) {
    var array = new JsonArray();
    for (var violation : violations) {
      array.add(
          new JsonObject()
              .put("loc", new JsonArray(violation.loc()))
              .put("msg", violation.msg())
              .put("type", violation.type()));
    }
    return array;
  }
}
