package dev.errand.core.coalesce;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Turns concurrent requests of one kind into set-based statements: while one is under way, further
 * requests queue up and go out together when it returns. No timer, so no latency is added when
 * idle. If a batch fails for its content, its members run one by one, so that one of them never
 * fails its neighbours. Confined to one event loop.
 *
 * @param <I> a request
 * @param <O> its answer
 */
public final class Coalescer<I, O> {

  private final Function<List<I>, Future<List<O>>> statement;
  private final Limits limits;
  private final ArrayDeque<Waiting<I, O>> queue = new ArrayDeque<>();
  private int underWay;
  private boolean held;

  /** The statement answers each member of its batch, in order. */
  public Coalescer(Limits limits, Function<List<I>, Future<List<O>>> statement) {
    this.limits = limits;
    this.statement = statement;
  }

  /** Joins the next batch. */
  public Future<O> submit(I request) {
    if (queue.size() >= limits.queue()) {
      return Future.failedFuture(
          new Problem.Unavailable("Too many requests are waiting for the database"));
    }
    var waiting = new Waiting<I, O>(request, Promise.promise());
    queue.add(waiting);
    next();
    return waiting.answer.future();
  }

  /** What is submitted by the action goes out together; else the first would go out alone. */
  public void together(Runnable submissions) {
    held = true;
    try {
      submissions.run();
    } finally {
      held = false;
      next();
    }
  }

  private void next() {
    while (!held && underWay < limits.underWay() && !queue.isEmpty()) {
      var batch = new ArrayList<Waiting<I, O>>(Math.min(queue.size(), limits.batch()));
      while (batch.size() < limits.batch() && !queue.isEmpty()) {
        batch.add(queue.poll());
      }
      underWay++;
      run(batch)
          .onComplete(
              done -> {
                underWay--;
                next();
              });
    }
  }

  private Future<Void> run(List<Waiting<I, O>> batch) {
    return Future.<Void>succeededFuture()
        .compose(ok -> statement.apply(batch.stream().map(Waiting::request).toList()))
        .<Void>map(
            answers -> {
              for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer.complete(answers.get(i));
              }
              return null;
            })
        .recover(failure -> settle(batch, failure));
  }

  /** A batch that met no database must not run again at once: it may have been committed unseen. */
  private Future<Void> settle(List<Waiting<I, O>> batch, Throwable failure) {
    if (batch.size() == 1 || failure instanceof Problem.Unavailable) {
      batch.forEach(waiting -> waiting.answer.fail(failure));
      return Future.succeededFuture();
    }
    Future<Void> chain = Future.succeededFuture();
    for (var waiting : batch) {
      chain = chain.compose(ok -> run(List.of(waiting)));
    }
    return chain;
  }

  private record Waiting<I, O>(I request, Promise<O> answer) {}

  /**
   * The bounds of a coalescer.
   *
   * @param batch members of one statement at most
   * @param underWay statements at a time at most
   * @param queue requests waiting at most
   */
  public record Limits(int batch, int underWay, int queue) {}
}
