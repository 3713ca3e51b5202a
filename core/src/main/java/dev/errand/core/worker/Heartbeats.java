package dev.errand.core.worker;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.problem.Problem;
import dev.errand.core.worker.RemoteLeases.Beat;
import dev.errand.core.worker.RemoteLeases.Beaten;
import dev.errand.core.worker.WorkerCommand.Heartbeat;
import dev.errand.core.worker.WorkerCommand.Pulse;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps executions with their workers, many in one statement. Confined to one event loop. */
final class Heartbeats {

  private final RemoteLeases store;
  private final Presence presence;
  private final InstantSource clock;
  private final Coalescer<Beat, Answer> beats;

  Heartbeats(RemoteLeases store, Presence presence, InstantSource clock, Coalescer.Limits limits) {
    this.store = store;
    this.presence = presence;
    this.clock = clock;
    beats = new Coalescer<>(limits, this::write);
  }

  /** One of the two. */
  private record Answer(@Nullable Pulse pulse, @Nullable Problem problem) {}

  /** Answers with the lease as it is now, or fails because it is lost. */
  Future<Pulse> beat(Heartbeat heartbeat) {
    var traces = heartbeat.traces();
    return beats
        .submit(
            new Beat(
                new ExecutionKey(heartbeat.caller().tenantId(), heartbeat.executionId()),
                heartbeat.token(),
                clock.instant().plusSeconds(heartbeat.leaseSeconds()),
                traces.progress(),
                traces.log()))
        .compose(
            answer ->
                answer.pulse() != null
                    ? Future.succeededFuture(answer.pulse())
                    : Future.failedFuture(answer.problem()));
  }

  private Future<List<Answer>> write(List<Beat> batch) {
    var first = new HashMap<ExecutionKey, Beat>();
    batch.forEach(beat -> first.putIfAbsent(beat.key(), beat));
    if (first.size() < batch.size()) {
      return oneByOne(batch);
    }
    return store
        .beat(batch)
        .compose(
            beaten -> {
              var missing =
                  batch.stream().map(Beat::key).filter(key -> !beaten.containsKey(key)).toList();
              return missing.isEmpty()
                  ? Future.succeededFuture(answers(batch, beaten, Map.of()))
                  : store.read(missing).map(standings -> answers(batch, beaten, standings));
            });
  }

  /** Two about one execution in a moment: rare, and each has lines of its own for the log. */
  private Future<List<Answer>> oneByOne(List<Beat> batch) {
    var answers = new ArrayList<Answer>();
    Future<Void> chain = Future.succeededFuture();
    for (var beat : batch) {
      chain = chain.compose(before -> write(List.of(beat))).map(one -> keep(answers, one));
    }
    return chain.map(all -> answers);
  }

  @SuppressWarnings("NullAway") // Void
  private static Void keep(List<Answer> answers, List<Answer> more) {
    answers.addAll(more);
    return null;
  }

  private List<Answer> answers(
      List<Beat> batch, Map<ExecutionKey, Beaten> beaten, Map<ExecutionKey, Standing> standings) {
    var answers = new ArrayList<Answer>(batch.size());
    for (var beat : batch) {
      var written = beaten.get(beat.key());
      if (written == null) {
        var standing = standings.getOrDefault(beat.key(), new Standing.Unknown());
        answers.add(new Answer(null, standing.refusal(beat.key().executionId(), beat.token())));
      } else {
        presence.heard(beat.key().tenantId(), written.workerId());
        answers.add(new Answer(written.pulse(), null));
      }
    }
    return answers;
  }
}
