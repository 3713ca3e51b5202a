package dev.errand.core.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.lease.Backlog.Kind;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.postgres.Pg;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many claimers at once, on several nodes: each with connections and a memory of its own. */
class ClaimRaceTest {

  private Backlog queue;
  private final List<Node> nodes = new ArrayList<>();

  /** A node of the service, as far as claims are concerned. */
  private record Node(Context context, Leases leases, Pg pg) {
    <T> Future<T> ask(Function<Leases, Future<T>> work) {
      Promise<T> answer = Promise.promise();
      context.runOnContext(now -> work.apply(leases).onComplete(answer));
      return answer.future();
    }
  }

  @BeforeEach
  void open() {
    queue = new Backlog();
    for (int i = 0; i < 4; i++) {
      var pg = Pg.open(queue.core.vertx, CoreFixture.settings(queue.core.database));
      nodes.add(new Node(queue.core.vertx.getOrCreateContext(), new Leases(pg, over -> {}), pg));
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> CoreFixture.await(node.pg.close()));
    queue.close();
  }

  @Test
  void twenty_remote_workers_are_given_two_thousand_executions_once_each() {
    queue.queue(Kind.ofWorkers("field", "dig"), 2000, Duration.ofMinutes(1));
    var given = ConcurrentHashMap.<UUID>newKeySet();
    var workers = IntStream.range(0, 20).mapToObj(i -> drain(i, given)).toList();
    int all = workers.stream().mapToInt(CoreFixture::await).sum();
    assertEquals(2000, all);
    assertEquals(2000, given.size());
    assertEquals(0, queue.count("select count(*) from ready"));
    assertEquals(20, queue.count("select count(distinct worker_id) from lease"));
  }

  /** A worker claims until there is nothing; others at work are no reason to be given nothing. */
  private Future<Integer> drain(int worker, java.util.Set<UUID> given) {
    var claim =
        new ClaimRemote(
            "t1", "w" + worker, List.of("field"), List.of(), 10, 300, queue.core.clock.instant());
    return nodes
        .get(worker % nodes.size())
        .ask(leases -> leases.claimRemote(claim))
        .compose(
            claims -> {
              for (RemoteClaim each : claims) {
                given.add(each.claim().lease().executionId());
              }
              return claims.isEmpty() && queue.count("select count(*) from ready") == 0
                  ? Future.succeededFuture(0)
                  : drain(worker, given).map(rest -> rest + claims.size());
            });
  }

  @Test
  void eight_claimers_on_four_nodes_reach_limits_and_never_exceed_them() {
    queue.execute(
        """
        insert into namespace (
          tenant_id, name, paused, max_running, max_running_per_key, task_types, revision,
          created_at, updated_at)
        values ('t1', 'field', false, 9, 2, '{"sow": {"max_running": 4}}', 1, now(), now())
        """);
    queue.queue(Kind.of("t1", "dig").in("field"), 60, Duration.ofMinutes(1));
    queue.queue(Kind.of("t1", "sow").in("field"), 60, Duration.ofMinutes(2));
    queue.queue(Kind.of("t1", "dig").in("field").keyed("a"), 60, Duration.ofMinutes(3));
    var ended = new HashSet<UUID>();
    long most = 0;
    while (queue.count("select count(*) from ready") > 0) {
      var asked =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      nodes
                          .get(i % nodes.size())
                          .ask(leases -> leases.claim(Backlog.ready(queue.core, "engine-" + i, 5))))
              .toList();
      asked.forEach(CoreFixture::await);
      long running = queue.count("select count(*) from lease");
      most = Math.max(most, running);
      assertTrue(running <= 9, () -> running + " of the namespace are running");
      assertTrue(queue.count("select count(*) from lease where type = 'sow'") <= 4);
      assertTrue(queue.count("select count(*) from lease where concurrency_key = 'a'") <= 2);
      asked.forEach(
          each ->
              each.result()
                  .claims()
                  .forEach(claim -> assertTrue(ended.add(claim.lease().executionId()))));
      queue.execute("delete from lease");
    }
    assertEquals(180, ended.size());
    assertEquals(9, most);
  }

  @Test
  void engines_on_four_nodes_take_everything_once_while_some_is_given_back() {
    queue.queue(Kind.of("t1", "dig"), 1000, Duration.ofMinutes(1));
    queue.queue(Kind.of("t2", "sow"), 1000, Duration.ofMinutes(1));
    var ended = new HashSet<UUID>();
    int released = 0;
    while (ended.size() < 2000) {
      var asked =
          nodes.stream()
              .map(n -> n.ask(l -> l.claim(Backlog.ready(queue.core, "engine", 100))))
              .toList();
      for (var each : asked) {
        for (var claim : CoreFixture.await(each).claims()) {
          if (released++ % 10 == 0) {
            queue.core.ask(new ReleaseLeases(List.of(claim.lease()), queue.core.clock.instant()));
          } else {
            assertTrue(ended.add(claim.lease().executionId()));
          }
        }
      }
    }
    assertEquals(0, queue.count("select count(*) from ready"));
    assertEquals(2000, queue.count("select count(*) from lease"));
  }
}
