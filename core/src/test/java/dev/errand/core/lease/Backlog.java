package dev.errand.core.lease;

import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.Claimed;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.testing.CoreFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Queued executions, many at a time, and claims of them as an engine and as remote workers. */
final class Backlog implements AutoCloseable {

  static final List<RunnableType> TYPES =
      List.of(new RunnableType("dig", 30), new RunnableType("sow", 30));

  final CoreFixture core = new CoreFixture();

  /** How the executions of a batch are alike; run_at lies so far back. */
  record Kind(
      String tenant, String namespace, String type, String performer, String key, int rank) {

    static Kind of(String tenant, String type) {
      return new Kind(tenant, "default", type, "service", "", 0);
    }

    static Kind ofWorkers(String namespace, String type) {
      return new Kind("t1", namespace, type, "worker", "", 0);
    }

    Kind in(String other) {
      return new Kind(tenant, other, type, performer, key, rank);
    }

    Kind keyed(String other) {
      return new Kind(tenant, namespace, type, performer, other, rank);
    }

    Kind ranked(int other) {
      return new Kind(tenant, namespace, type, performer, key, other);
    }
  }

  /** Queues so many, waiting for so long, titled by their number from 1. */
  void queue(Kind kind, int number, Duration waiting) {
    execute(
        """
        with new as (
          select gen_random_uuid() as id, n from generate_series(1, %d) n
        ), task as (
          insert into task (
            tenant_id, id, namespace, type, performer, title, priority_rank, config, metadata, tags,
            created_by, drift_score, credits_per_run, resting_status, revision, created_at,
            updated_at, concurrency_key)
          select '%s', id, '%s', '%s', '%s', n, %d, '{}', '{}', '{}', 'me', 0, 0, 'pending', 1,
            now(), now(), nullif('%s', '')
          from new
        )
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, queued_at, concurrency_key, turn)
        select '%2$s', id, gen_random_uuid(), '%3$s', '%4$s', '%5$s', %6$d, at, 1, 'manual', at,
          '%7$s', at - %6$d * interval '1 minute'
        from (
          select *, timestamptz '%8$s' + n * interval '1 microsecond' as at from new
        ) timed
        """
            .formatted(
                number,
                kind.tenant,
                kind.namespace,
                kind.type,
                kind.performer,
                kind.rank,
                kind.key,
                core.clock.instant().minus(waiting)));
  }

  void execute(String sql) {
    try (var connection = core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  long count(String sql) {
    try (var connection = core.database.connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static ClaimReady ready(CoreFixture core, String workerId, int max) {
    return new ClaimReady(workerId, TYPES, 30, max, core.clock.instant());
  }

  Claimed claim(int max) {
    return core.ask(ready(core, "engine-1", max));
  }

  /** Claims until there is nothing more. */
  int claimAll() {
    int all = 0;
    for (var claimed = claim(500); !claimed.claims().isEmpty(); claimed = claim(500)) {
      all += claimed.claims().size();
    }
    return all;
  }

  List<RemoteClaim> claimRemote(String namespace, int max) {
    return core.ask(
        new ClaimRemote("t1", "w1", List.of(namespace), List.of(), max, 300, core.clock.instant()));
  }

  void release(List<Claim> claims) {
    core.ask(new ReleaseLeases(claims.stream().map(Claim::lease).toList(), core.clock.instant()));
  }

  @Override
  public void close() {
    core.close();
  }
}
