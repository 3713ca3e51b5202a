package dev.errand.core.worker;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.Held;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.lease.Leases;
import dev.errand.core.lease.Report;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.problem.Problem;
import dev.errand.core.worker.ExecutionsSettled.Settled;
import dev.errand.core.worker.Settlement.Accepted;
import dev.errand.core.worker.Settlement.Refused;
import dev.errand.core.worker.WorkerOutcome.Complete;
import dev.errand.core.worker.WorkerOutcome.End;
import dev.errand.core.worker.WorkerOutcome.Fail;
import dev.errand.core.worker.WorkerOutcome.Release;
import dev.errand.core.worker.WorkerOutcome.Snooze;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends executions as their workers say, many in one statement. Reads where each stands, decides,
 * and writes fenced by the token; what the fence has kept from being written is looked at again.
 * Confined to one event loop.
 */
final class Settlements {

  private static final int ROUNDS = 5;
  private static final int MOST_REMEMBERED = 10_000;

  private final RemoteLeases store;
  private final Leases leases;
  private final Verdicts verdicts;
  private final Consumer<ExecutionsSettled> listener;
  private final Coalescer<Told, Settlement> settling;

  /** What was handed out last comes last. */
  private final LinkedHashMap<ExecutionKey, Held> handedOut = new LinkedHashMap<>();

  Settlements(RemoteLeases store, Leases leases, Workers.Means means) {
    this.store = store;
    this.leases = leases;
    verdicts = means.verdicts();
    listener = means.settled();
    settling = new Coalescer<>(means.limits(), this::settle);
  }

  /** Notes what a worker was given. */
  void handOut(List<RemoteClaim> given) {
    for (var claimed : given) {
      var lease = claimed.claim().lease();
      handedOut.put(
          new ExecutionKey(lease.task().tenantId(), lease.executionId()), Held.of(claimed.claim()));
    }
    while (handedOut.size() > MOST_REMEMBERED) {
      handedOut.pollFirstEntry();
    }
  }

  private record Told(ExecutionKey key, WorkerOutcome outcome) {}

  /** What to do about one. */
  private sealed interface Plan {

    /** It is settled already. */
    record Settled(Settlement answer) implements Plan {}

    /** It is to be ended; the answer holds once it is, null to look again then. */
    record Write(String type, Ending ending, @Nullable Settlement answer) implements Plan {}
  }

  /** Settles them together; each is answered, in order. */
  Future<List<Settlement>> settle(String tenantId, List<WorkerOutcome> outcomes) {
    var answers = new ArrayList<Future<Settlement>>(outcomes.size());
    settling.together(
        () -> {
          for (var outcome : outcomes) {
            answers.add(
                settling.submit(
                    new Told(new ExecutionKey(tenantId, outcome.executionId()), outcome)));
          }
        });
    return Future.all(answers).map(all -> answers.stream().map(Future::result).toList());
  }

  private Future<List<Settlement>> settle(List<Told> batch) {
    var answers = new HashMap<Told, Settlement>();
    return rounds(batch, answers, ROUNDS)
        .map(
            done -> {
              var inOrder = new ArrayList<Settlement>(batch.size());
              for (var told : batch) {
                var answer = answers.get(told);
                inOrder.add(answer == null ? busy(told) : answer);
              }
              return inOrder;
            });
  }

  private static Settlement busy(Told told) {
    return new Refused(
        told.key().executionId(),
        new Problem.Unavailable("The execution keeps changing; try again"));
  }

  private Future<Void> rounds(List<Told> open, Map<Told, Settlement> answers, int left) {
    // One thing at a time about an execution: the second one is measured by what the first did.
    var now = new HashMap<ExecutionKey, Told>();
    open.forEach(told -> now.putIfAbsent(told.key(), told));
    return round(List.copyOf(now.values()), answers)
        .compose(
            done -> {
              var rest = open.stream().filter(told -> !answers.containsKey(told)).toList();
              return rest.isEmpty() || left == 1
                  ? Future.succeededFuture()
                  : rounds(rest, answers, left - 1);
            });
  }

  private Future<Void> round(List<Told> round, Map<Told, Settlement> answers) {
    return standings(round)
        .compose(
            standings -> {
              var writes = new HashMap<Told, Plan.Write>();
              for (var told : round) {
                var standing = standings.getOrDefault(told.key(), new Standing.Unknown());
                switch (plan(told.outcome(), standing)) {
                  case Plan.Settled settled -> answers.put(told, settled.answer());
                  case Plan.Write write -> writes.put(told, write);
                }
              }
              return write(writes).onSuccess(ended -> note(writes, ended, answers));
            })
        .mapEmpty();
  }

  /**
   * Where they stand: of what this node has handed out lately and is now completed, as it was then.
   * The fence sees to it that this is still so; what it keeps out is read the next time.
   */
  private Future<Map<ExecutionKey, Standing>> standings(List<Told> round) {
    var standings = new HashMap<ExecutionKey, Standing>();
    var unknown = new ArrayList<ExecutionKey>();
    for (var told : round) {
      var held = handedOut.remove(told.key());
      if (held != null
          && told.outcome().end() instanceof Complete
          && held.lease().token() == told.outcome().token()) {
        standings.put(told.key(), new Standing.Leased(held, false));
      } else {
        unknown.add(told.key());
      }
    }
    if (unknown.isEmpty()) {
      return Future.succeededFuture(standings);
    }
    return store
        .read(unknown)
        .map(
            read -> {
              standings.putAll(read);
              return standings;
            });
  }

  private void note(Map<Told, Plan.Write> writes, Set<UUID> ended, Map<Told, Settlement> answers) {
    var settled = new ArrayList<Settled>();
    writes.forEach(
        (told, write) -> {
          if (ended.contains(told.key().executionId())) {
            var ending = write.ending();
            var took = Duration.between(ending.lease().startedAt(), ending.at());
            settled.add(new Settled(write.type(), ending.status(), took));
            if (write.answer() != null) {
              answers.put(told, write.answer());
            }
          }
        });
    if (!settled.isEmpty()) {
      listener.accept(new ExecutionsSettled(settled));
    }
  }

  private Future<Set<UUID>> write(Map<Told, Plan.Write> writes) {
    var all = writes.values().stream().map(Plan.Write::ending).toList();
    var cancelled = all.stream().filter(e -> e.status() == ExecutionStatus.CANCELLED).toList();
    var usual = all.stream().filter(e -> e.status() != ExecutionStatus.CANCELLED).toList();
    var ended =
        usual.isEmpty()
            ? Future.succeededFuture(Set.<UUID>of())
            : leases.end(new EndExecutions(usual));
    if (cancelled.isEmpty()) {
      return ended;
    }
    return ended.compose(
        some ->
            leases
                .endCancelled(new EndCancelled(cancelled))
                .map(
                    more -> {
                      more.addAll(some);
                      return more;
                    }));
  }

  private Plan plan(WorkerOutcome outcome, Standing standing) {
    var id = outcome.executionId();
    var refused = new Plan.Settled(new Refused(id, standing.refusal(id, outcome.token())));
    return switch (standing) {
      case Standing.Unknown unknown -> refused;
      case Standing.Over over ->
          over.isOf(outcome.token()) && isSame(outcome.end(), over.status())
              ? new Plan.Settled(
                  new Accepted(id, over.taskId(), over.status(), over.taskStatus(), over.runAt()))
              : refused;
      case Standing.Leased leased -> {
        var lease = leased.held().lease();
        var type = leased.held().type();
        if (!leased.isOf(outcome.token())) {
          yield refused;
        }
        if (leased.cancelRequested()) {
          var ending = verdicts.cancelled(lease, outcome.traces());
          // Who gives it back has heeded the request.
          var heeded = outcome.end() instanceof Release;
          yield new Plan.Write(type, ending, heeded ? accepted(ending) : refused.answer());
        }
        var ending = ending(leased.held(), outcome);
        var next = ending.aftermath().next();
        yield new Plan.Write(type, ending, next != null && next.keyed() ? null : accepted(ending));
      }
    };
  }

  private static Settlement accepted(Ending ending) {
    var next = ending.aftermath().next();
    return new Accepted(
        ending.lease().executionId(),
        ending.lease().task().id(),
        ending.status(),
        ending.taskStatus(),
        next == null ? null : next.runAt());
  }

  private static boolean isSame(End end, ExecutionStatus status) {
    return switch (end) {
      case Complete complete -> status == ExecutionStatus.SUCCEEDED;
      case Fail fail -> status == ExecutionStatus.FAILED;
      case Snooze snooze -> status == ExecutionStatus.SNOOZED;
      case Release release ->
          status == ExecutionStatus.SNOOZED || status == ExecutionStatus.CANCELLED;
    };
  }

  private Ending ending(Held held, WorkerOutcome outcome) {
    var traces = outcome.traces();
    return switch (outcome.end()) {
      case Complete complete -> {
        var result = complete.result();
        var done =
            new Outcome.Completed(
                result == null ? new JsonObject() : result, complete.usage(), null, List.of());
        yield verdicts.ended(
            result == null ? held.withoutResult() : held,
            new Report(ExecutionStatus.SUCCEEDED, done, traces));
      }
      case Fail fail ->
          verdicts.ended(
              held,
              new Report(
                  ExecutionStatus.FAILED,
                  new Outcome.Failed(
                      fail.failure(), fail.retryable(), fail.retryAfter(), fail.usage()),
                  traces));
      case Snooze snooze ->
          verdicts.ended(
              held, new Report(ExecutionStatus.SNOOZED, Outcome.snoozed(snooze.delay()), traces));
      case Release release -> verdicts.givenBack(held, traces);
    };
  }
}
