package dev.errand.core.lease;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.lease.LaneClaim.Asker;
import dev.errand.core.lease.LaneClaim.Held;
import dev.errand.core.lease.LaneQueue.Given;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.Claimed;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * All that is claimed from on this node. Claims of remote workers for the same namespaces and types
 * go out together, so that workers of one node never reach for the same rows. Confined to one event
 * loop.
 */
final class LaneQueues {

  /** What a task of a remote worker has that names no time limit. */
  private static final int DAY_SECONDS = 86_400;

  private static final int MOST_REMEMBERED = 512;

  /** Executions of one claim at most, over all workers that share it. */
  private static final int BATCH = 1000;

  private final Pg pg;
  private final Map<List<RunnableType>, LaneQueue> ofService = new HashMap<>();

  /** The one asked last comes last. */
  private final LinkedHashMap<Wanted, Coalescer<ClaimRemote, List<RemoteClaim>>> ofWorkers =
      new LinkedHashMap<>(16, 0.75f, true);

  LaneQueues(Pg pg) {
    this.pg = pg;
  }

  /** What remote workers that share claims have in common; without types, any will do. */
  private record Wanted(String tenantId, Set<String> namespaces, Set<String> types) {}

  Future<Claimed> claim(ClaimReady command) {
    return ofService
        .computeIfAbsent(command.types(), this::ofService)
        .claim(
            List.of(new Asker(command.workerId(), command.max(), null)),
            command.graceSeconds(),
            command.now())
        .map(
            given -> {
              var limited = new HashSet<UUID>();
              var claims = new ArrayList<Claim>(given.held().size());
              for (var held : given.held()) {
                claims.add(held.claim());
                if (held.limited()) {
                  limited.add(held.claim().lease().executionId());
                }
              }
              return new Claimed(claims, limited, given.more());
            });
  }

  private LaneQueue ofService(List<RunnableType> types) {
    var timeouts =
        types.stream().collect(Collectors.toMap(RunnableType::name, RunnableType::timeoutSeconds));
    return new LaneQueue(pg, null, List.of(""), lane -> timeouts.get(lane.type()));
  }

  Future<List<RemoteClaim>> claim(ClaimRemote command) {
    var wanted =
        new Wanted(
            command.tenantId(), Set.copyOf(command.namespaces()), Set.copyOf(command.types()));
    var queue = ofWorkers.computeIfAbsent(wanted, this::ofWorkers);
    if (ofWorkers.size() > MOST_REMEMBERED) {
      ofWorkers.pollFirstEntry();
    }
    return queue.submit(command);
  }

  private Coalescer<ClaimRemote, List<RemoteClaim>> ofWorkers(Wanted wanted) {
    var queue =
        new LaneQueue(
            pg,
            wanted.tenantId(),
            List.copyOf(wanted.namespaces()),
            lane ->
                wanted.types().isEmpty() || wanted.types().contains(lane.type())
                    ? DAY_SECONDS
                    : null);
    return new Coalescer<>(
        new Coalescer.Limits(BATCH / 100, 1, 10_000), batch -> claimTogether(queue, batch));
  }

  private static Future<List<List<RemoteClaim>>> claimTogether(
      LaneQueue queue, List<ClaimRemote> batch) {
    var askers =
        batch.stream().map(c -> new Asker(c.workerId(), c.max(), c.leaseSeconds())).toList();
    var now = batch.stream().map(ClaimRemote::now).max(Instant::compareTo).orElseThrow();
    return queue.claim(askers, 0, now).map(given -> shares(given, batch.size()));
  }

  private static List<List<RemoteClaim>> shares(Given given, int askers) {
    var shares = new ArrayList<List<RemoteClaim>>(askers);
    for (int i = 0; i < askers; i++) {
      shares.add(new ArrayList<>());
    }
    for (Held held : given.held()) {
      var until = held.expiresAt() == null ? held.claim().lease().startedAt() : held.expiresAt();
      shares.get(held.asker()).add(new RemoteClaim(held.claim(), until));
    }
    return shares;
  }
}
