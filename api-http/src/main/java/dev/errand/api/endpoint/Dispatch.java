package dev.errand.api.endpoint;

import dev.errand.api.body.Body;
import dev.errand.api.contract.BodyRules;
import dev.errand.api.contract.OperationRules;
import dev.errand.api.contract.Shape;
import dev.errand.api.contract.Spelling;
import dev.errand.api.json.JsonReader;
import dev.errand.api.json.YamlReader;
import dev.errand.api.problem.HttpProblem;
import dev.errand.api.problem.Problems;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Takes the requests of one operation: checks them against the contract, all of it at once, asks
 * the endpoint, and writes what it answers. Thread-safe.
 */
public final class Dispatch implements Handler<RoutingContext> {

  private static final Buffer NO_BYTES = Buffer.buffer();

  private final OperationRules rules;
  private final Endpoint endpoint;
  private final Function<RoutingContext, Caller> callers;
  private final Repetitions repetitions;

  /** The function finds out who is calling; it ran before, so it knows. */
  public Dispatch(
      OperationRules rules,
      Endpoint endpoint,
      Function<RoutingContext, Caller> callers,
      Repetitions repetitions) {
    this.rules = rules;
    this.endpoint = endpoint;
    this.callers = callers;
    this.repetitions = repetitions;
  }

  @Override
  public void handle(RoutingContext context) {
    answer(context)
        .onComplete(
            answer -> Answers.write(context, answer), failure -> Problems.answer(context, failure));
  }

  private Future<Answer> answer(RoutingContext context) {
    try {
      var problems = new ArrayList<Violation>();
      var parameters =
          rules.parameters().read(context.pathParams(), context.queryParams(), problems);
      var body = rules.body();
      if (body == null) {
        return ask(context, parameters, Checked.nothing(problems, NO_BYTES));
      }
      return BodyReader.read(context.request(), body)
          .compose(bytes -> ask(context, parameters, check(bytes, context, body, problems)));
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  /** What was read of a request, and what is wrong with it. */
  private record Checked(
      Shape.Checked body, List<Violation> problems, boolean flawed, Buffer bytes) {

    static Checked nothing(List<Violation> problems, Buffer bytes) {
      return new Checked(Shape.NOTHING, problems, false, bytes);
    }
  }

  private static Checked check(
      Buffer bytes, RoutingContext context, BodyRules rules, List<Violation> problems) {
    if (bytes.length() == 0) {
      return Checked.nothing(problems, bytes);
    }
    var type = String.valueOf(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
    var json = BodyRules.isYaml(type) ? YamlReader.read(bytes) : JsonReader.read(bytes);
    problems.addAll(json.flaws());
    var body = rules.shape().check(json.value(), List.of("body"));
    problems.addAll(body.violations());
    var flawed = !json.flaws().isEmpty() || !(json.value() instanceof JsonObject);
    return new Checked(body, problems, flawed, bytes);
  }

  private Future<Answer> ask(
      RoutingContext context, Map<String, Object> parameters, Checked checked) {
    var body = checked.body();
    var input = new Input(callers.apply(context), parameters, body.object(), context.request());
    try {
      if (!checked.problems().isEmpty()) {
        throw new Problem.Invalid(allOf(checked, input));
      }
      return carryOut(input, checked.bytes())
          .recover(failure -> Future.failedFuture(respelled(failure, body.spelling())));
    } catch (Problem.Invalid invalid) {
      return Future.failedFuture(respelled(invalid, body.spelling()));
    }
  }

  private Future<Answer> carryOut(Input input, Buffer bytes) {
    var named = Repetitions.named(input, rules.id(), bytes);
    if (named != null && rules.secret()) {
      throw HttpProblem.badRequest(
          "idempotency_key_refused",
          "The answer holds a secret that is not kept, so nothing can repeat it: leave out"
              + " Idempotency-Key");
    }
    return named == null
        ? endpoint.handle(input)
        : repetitions.once(
            named, claim -> endpoint.handle(input.claimed(claim)), Future::succeededFuture);
  }

  private List<Violation> allOf(Checked checked, Input input) {
    var problems = checked.problems();
    var faulty = checked.body().faulty();
    if (!checked.flawed()) {
      faulty.forEach(input.body()::remove);
      for (var violation : endpoint.further(input, faulty)) {
        var loc = violation.loc();
        if (loc.size() < 2 || !faulty.contains(loc.get(1).toString())) {
          problems.add(violation);
        }
      }
    }
    return problems;
  }

  private static Throwable respelled(Throwable failure, Spelling spelling) {
    return failure instanceof Problem.Invalid invalid
        ? new Problem.Invalid(invalid.code(), spelling.of(invalid.violations()))
        : failure;
  }

  /** Writes answers. */
  static final class Answers {

    static void write(RoutingContext context, Answer answer) {
      var response = context.response();
      if (response.headWritten() || response.closed()) {
        return;
      }
      response.setStatusCode(answer.status());
      var body = answer.body();
      answer
          .headers()
          .forEach(
              (name, value) ->
                  response.putHeader(
                      name,
                      name.equals("ETag") && body != null && Body.isCompressed(context, body)
                          ? EntityTag.compressed(value)
                          : value));
      if (body == null) {
        response.end();
      } else {
        if (!response.headers().contains(HttpHeaders.CONTENT_TYPE)) {
          response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        Body.end(context, body);
      }
    }
  }
}
