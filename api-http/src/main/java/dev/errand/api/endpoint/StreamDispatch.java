package dev.errand.api.endpoint;

import dev.errand.api.contract.OperationRules;
import dev.errand.api.problem.Problems;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;

/** Takes the requests of one operation that stream. Thread-safe. */
public final class StreamDispatch implements Handler<RoutingContext> {

  private final OperationRules rules;
  private final Streaming endpoint;
  private final Function<RoutingContext, Caller> callers;
  private final Repetitions repetitions;

  /** The function finds out who is calling; it ran before, so it knows. */
  public StreamDispatch(
      OperationRules rules,
      Streaming endpoint,
      Function<RoutingContext, Caller> callers,
      Repetitions repetitions) {
    this.rules = rules;
    this.endpoint = endpoint;
    this.callers = callers;
    this.repetitions = repetitions;
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
      var named = Repetitions.named(input, rules.id(), Buffer.buffer());
      return named == null
          ? endpoint.handle(input, request, Future.succeededFuture(Optional.empty()))
          : once(named, input);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  /** The endpoint minds the body from now on, but waits for its turn. */
  private Future<Answer> once(Repetitions.Named named, Input input) {
    Promise<Optional<Answer>> turn = Promise.promise();
    var answer = endpoint.handle(input, input.request(), turn.future());
    return repetitions
        .once(
            named,
            claim -> {
              input.claimed(claim);
              turn.complete(Optional.empty());
              return answer;
            },
            first -> {
              turn.complete(Optional.of(first));
              return answer;
            })
        .onFailure(turn::tryFail);
  }
}
