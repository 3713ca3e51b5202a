package dev.errand.core.engine;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.executor.ExecutionsEnded;
import dev.errand.core.executor.ExecutionsEnded.Ended;
import dev.errand.core.identity.Ids;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.Ending.Next;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.task.RetryPolicy;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Completed;
import dev.errand.executor.Outcome.Failed;
import dev.errand.executor.Outcome.Snoozed;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a task when an execution has ended: the one place that knows retries. */
final class Verdicts {

  private final TaskTypes types;
  private final Ids ids;
  private final InstantSource clock;
  private final RandomGenerator random;

  Verdicts(TaskTypes types, Ids ids, InstantSource clock, RandomGenerator random) {
    this.types = types;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** After a plugin has run. */
  Ending ended(Claim claim, Ended ended) {
    var now = clock.instant();
    var traces = ended.traces();
    var outcome = ended.outcome();
    if (ended.status() == ExecutionStatus.CANCELLED) {
      return cancelled(claim.lease(), traces, now);
    }
    return switch (outcome) {
      case Completed done ->
          new Ending(
              claim.lease(),
              ExecutionStatus.SUCCEEDED,
              TaskStatus.COMPLETED,
              new Execution.Outcome(
                  done.result(),
                  null,
                  charged(claim, done.usage()),
                  traces.progress(),
                  traces.log()),
              new Ending.Aftermath(done.memory(), done.notices(), null),
              now);
      case Failed failed -> failed(claim, failed, ended, now);
      case Snoozed snoozed -> snoozed(claim, snoozed, traces, now);
      case Outcome.Cancelled stopped -> cancelled(claim.lease(), traces, now);
    };
  }

  /** After a worker was not heard of any more, or an execution outlived its deadline. */
  Ending lost(LostLease lost) {
    var now = clock.instant();
    var nothing = new ExecutionsEnded.Traces(null, null);
    if (lost.cancelRequested()) {
      return cancelled(lost.lease(), nothing, now);
    }
    var error =
        ExecutionsEnded.error(
            new Outcome.Failure(
                null,
                lost.deadlinePassed()
                    ? "The execution outlived its deadline on worker " + lost.holder().workerId()
                    : "Worker " + lost.holder().workerId() + " was not heard of any more",
                lost.deadlinePassed() ? "deadline_passed" : "worker_lost",
                null));
    return again(
        new Failure(lost.lease(), ExecutionStatus.LOST, error, Execution.Usage.NONE, nothing),
        delay(policy(lost.type(), lost.limits()), lost.lease().attempt(), null),
        now);
  }

  /** When its outcome cannot be written as it is. */
  Ending unwritable(Ending ending, Throwable reason) {
    var error =
        ExecutionsEnded.error(
            new Outcome.Failure(
                null,
                "The outcome cannot be kept: " + reason.getMessage(),
                "unstorable_result",
                null));
    return new Ending(
        ending.lease(),
        ExecutionStatus.FAILED,
        TaskStatus.FAILED,
        new Execution.Outcome(null, error, Execution.Usage.NONE, null, null),
        Ending.Aftermath.NONE,
        clock.instant());
  }

  /** When its task turns out to have been cancelled before the outcome could be written. */
  Ending cancelled(Ending ending) {
    var outcome = ending.outcome();
    return cancelled(
        ending.lease(), new ExecutionsEnded.Traces(outcome.progress(), outcome.log()), ending.at());
  }

  private Ending failed(Claim claim, Failed failed, Ended ended, Instant now) {
    var failure =
        new Failure(
            claim.lease(),
            ended.status(),
            ExecutionsEnded.error(failed.failure()),
            used(failed.usage(), BigDecimal.ZERO),
            ended.traces());
    var policy = policy(claim.work().type(), claim.limits());
    return again(
        failure,
        failed.retryable() ? delay(policy, claim.lease().attempt(), failed.retryAfter()) : null,
        now);
  }

  private record Failure(
      Claim.Lease lease,
      ExecutionStatus status,
      JsonObject error,
      Execution.Usage usage,
      ExecutionsEnded.Traces traces) {}

  /** With a delay the task is tried again, without one it has failed. */
  private Ending again(Failure failure, @Nullable Duration delay, Instant now) {
    var next =
        delay == null ? null : new Next(ids.next(), now.plus(delay), failure.lease().attempt() + 1);
    return new Ending(
        failure.lease(),
        failure.status(),
        next == null ? TaskStatus.FAILED : TaskStatus.RETRY,
        new Execution.Outcome(
            null,
            failure.error(),
            failure.usage(),
            failure.traces().progress(),
            failure.traces().log()),
        Ending.Aftermath.NONE.followedBy(next),
        now);
  }

  private Ending snoozed(Claim claim, Snoozed snoozed, ExecutionsEnded.Traces traces, Instant now) {
    var next = new Next(ids.next(), now.plus(snoozed.delay()), claim.lease().attempt());
    return new Ending(
        claim.lease(),
        ExecutionStatus.SNOOZED,
        TaskStatus.SCHEDULED,
        new Execution.Outcome(null, null, Execution.Usage.NONE, traces.progress(), traces.log()),
        Ending.Aftermath.NONE.followedBy(next),
        now);
  }

  private static Ending cancelled(Claim.Lease lease, ExecutionsEnded.Traces traces, Instant now) {
    var error =
        ExecutionsEnded.error(
            new Outcome.Failure(null, "The task was cancelled", "cancelled", null));
    return new Ending(
        lease,
        ExecutionStatus.CANCELLED,
        TaskStatus.CANCELLED,
        new Execution.Outcome(null, error, Execution.Usage.NONE, traces.progress(), traces.log()),
        Ending.Aftermath.NONE,
        now);
  }

  private @Nullable Duration delay(RetryPolicy policy, int attempt, @Nullable Duration atLeast) {
    if (!policy.allowsAnother(attempt)) {
      return null;
    }
    var backoff = policy.delayAfter(attempt, random);
    return atLeast != null && atLeast.compareTo(backoff) > 0 ? atLeast : backoff;
  }

  private RetryPolicy policy(String type, Claim.Limits limits) {
    var retry =
        types
            .find(type)
            .map(known -> known.descriptor().defaults().retry())
            .orElse(TaskType.Retry.USUAL);
    var policy = RetryPolicy.of(retry);
    return limits.retryPolicy() == null ? policy : policy.with(limits.retryPolicy());
  }

  private Execution.Usage charged(Claim claim, Usage usage) {
    var byDefault =
        types
            .find(claim.work().type())
            .map(known -> known.descriptor().defaults().credits())
            .orElse(BigDecimal.ZERO);
    return used(usage, usage.credits() == null ? byDefault : usage.credits());
  }

  private static Execution.Usage used(Usage usage, BigDecimal credits) {
    return new Execution.Usage(credits, usage.tokensUsed(), usage.apiCalls());
  }
}
