package dev.errand.api.endpoint;

import dev.errand.api.contract.OperationRules;
import dev.errand.api.problem.Problems;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.function.Function;

/** Takes the requests of one operation that stream. Thread-safe. */
public final class StreamDispatch implements Handler<RoutingContext> {

  private final OperationRules rules;
  private final Streaming endpoint;
  private final Function<RoutingContext, Caller> callers;

  /** The function finds out who is calling; it ran before, so it knows. */
  public StreamDispatch(
      OperationRules rules, Streaming endpoint, Function<RoutingContext, Caller> callers) {
    this.rules = rules;
    this.endpoint = endpoint;
    this.callers = callers;
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    // Or bytes are lost while it is found out what to do with them.
    request.pause();
    answer(context)
        .onComplete(
            answer -> Dispatch.Answers.write(context, answer),
            failure -> {
              Problems.answer(context, failure);
              Discarding.rest(request);
            });
  }

  private Future<Answer> answer(RoutingContext context) {
    try {
      var problems = new ArrayList<Violation>();
      var parameters =
          rules.parameters().read(context.pathParams(), context.queryParams(), problems);
      if (!problems.isEmpty()) {
        throw new Problem.Invalid(problems);
      }
      var request = context.request();
      var input = new Input(callers.apply(context), parameters, new JsonObject(), request);
      return endpoint.handle(input, request);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
