package dev.errand.core.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.identity.Role;
import dev.errand.core.lease.Backlog.Kind;
import dev.errand.core.namespace.NamespaceCommand.SetNamespace;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a claim gives, to whom, and in which order. */
class ClaimTest {

  private static final Duration MOMENT = Duration.ofSeconds(1);

  private Backlog queue;

  @BeforeEach
  void open() {
    queue = new Backlog();
  }

  @AfterEach
  void close() {
    queue.close();
  }

  private void limit(String namespace, String limits) {
    queue.core.ask(
        new SetNamespace(
            namespace, new JsonObject(limits), CoreFixture.caller("me", Role.ADMIN), null));
  }

  private static List<String> tenants(List<Claim> claims) {
    return claims.stream().map(c -> c.lease().task().tenantId()).toList();
  }

  private static List<String> types(List<Claim> claims) {
    return claims.stream().map(c -> c.work().type()).toList();
  }

  @Test
  void one_tenants_backlog_does_not_hold_up_anothers_task() {
    queue.queue(Kind.of("many", "dig"), 50_000, Duration.ofHours(1));
    assertEquals(100, queue.claim(100).claims().size());
    queue.core.clock.advance(Duration.ofMillis(100));
    queue.queue(Kind.of("few", "dig"), 1, Duration.ZERO);
    assertTrue(tenants(queue.claim(100).claims()).contains("few"));
  }

  @Test
  void tenants_take_turns_for_a_single_slot() {
    queue.queue(Kind.of("many", "dig"), 1000, Duration.ofHours(1));
    queue.queue(Kind.of("few", "dig"), 10, Duration.ZERO);
    var given =
        IntStream.range(0, 20)
            .boxed()
            .flatMap(i -> tenants(queue.claim(1).claims()).stream())
            .collect(Collectors.groupingBy(t -> t, Collectors.counting()));
    assertEquals(10, given.get("few"));
    assertEquals(10, given.get("many"));
  }

  @Test
  void a_rank_is_worth_a_minute_of_waiting() {
    queue.queue(Kind.of("t1", "dig").ranked(-10), 1, Duration.ofMinutes(31));
    queue.queue(Kind.of("t1", "sow").ranked(20), 1, Duration.ZERO);
    assertEquals(List.of("dig"), types(queue.claim(1).claims()));
    queue.queue(Kind.of("t1", "dig").ranked(-10), 1, Duration.ofMinutes(29));
    assertEquals(List.of("sow"), types(queue.claim(1).claims()));
    assertEquals(List.of("dig"), types(queue.claim(1).claims()));
  }

  @Test
  void types_without_an_executor_do_not_stand_in_the_way() {
    for (int i = 0; i < 300; i++) {
      queue.queue(Kind.of("t1", "unknown-" + i), 1, Duration.ofHours(1));
    }
    queue.queue(Kind.of("t1", "dig"), 3, Duration.ZERO);
    assertEquals(3, queue.claimAll());
    assertEquals(300, queue.count("select count(*) from ready"));
  }

  @Test
  void every_one_of_more_lanes_than_a_claim_reads_is_served() {
    for (int i = 0; i < 400; i++) {
      queue.queue(Kind.of("tenant-" + i, "dig"), 2, MOMENT);
    }
    assertEquals(800, queue.claimAll());
  }

  @Test
  void a_paused_namespace_gives_nothing_and_after_the_pause_everything() {
    queue.queue(Kind.of("t1", "dig").in("field"), 20, MOMENT);
    queue.queue(Kind.ofWorkers("field", "dig"), 20, MOMENT);
    limit("field", "{\"paused\": true}");
    assertEquals(0, queue.claimAll());
    assertEquals(0, queue.claimRemote("field", 20).size());
    limit("field", "{\"paused\": false}");
    assertEquals(20, queue.claimAll());
    assertEquals(20, queue.claimRemote("field", 20).size());
  }

  @Test
  void what_has_expired_is_not_given() {
    queue.queue(Kind.of("t1", "dig"), 4, MOMENT);
    queue.execute(
        "update ready set expires_at = timestamptz '%s' where ctid in (select ctid from ready limit 3)"
            .formatted(queue.core.clock.instant()));
    assertEquals(1, queue.claimAll());
  }

  @Test
  void lanes_of_a_namespace_share_its_room_and_types_and_keys_have_their_own() {
    limit(
        "field",
        """
        {"max_running": 7, "max_running_per_key": 2,
         "task_types": {"sow": {"max_running": 3, "max_running_per_key": 1}}}
        """);
    queue.queue(Kind.of("t1", "sow").in("field"), 20, Duration.ofHours(1));
    queue.queue(Kind.of("t1", "dig").in("field").keyed("a"), 20, Duration.ofMinutes(30));
    queue.queue(Kind.of("t1", "dig").in("field"), 20, MOMENT);
    var claimed = queue.claim(500);
    var given = types(claimed.claims());
    assertEquals(7, given.size());
    assertEquals(3, given.stream().filter("sow"::equals).count());
    assertEquals(7, claimed.limited().size());
    assertEquals(2, queue.count("select count(*) from lease where concurrency_key = 'a'"));
    assertEquals(0, queue.claim(500).claims().size());
    queue.release(claimed.claims());
    assertEquals(7, queue.claim(500).claims().size());
  }

  @Test
  void a_limit_of_nothing_and_no_limit_again() {
    limit("field", "{\"max_running\": 0}");
    queue.queue(Kind.of("t1", "dig").in("field"), 5, MOMENT);
    assertEquals(0, queue.claimAll());
    limit("field", "{\"max_running\": null}");
    assertEquals(5, queue.claimAll());
  }

  @Test
  void a_claim_takes_the_unique_key_away_and_remembers_it() {
    queue.queue(Kind.of("t1", "dig"), 2, MOMENT);
    queue.execute("update ready set unique_key = 'k' where ctid = (select min(ctid) from ready)");
    queue.execute(
        "insert into unique_key select tenant_id, namespace, 'k', task_id from ready"
            + " where unique_key = 'k'");
    queue.execute("insert into unique_key values ('t1', 'other', 'k', gen_random_uuid())");
    var keys =
        queue.claim(10).claims().stream()
            .map(c -> String.valueOf(c.rules().uniqueKey()))
            .collect(Collectors.toSet());
    assertEquals(java.util.Set.of("k", "null"), keys);
    assertEquals(1, queue.count("select count(*) from unique_key"));
    assertEquals(1, queue.count("select count(*) from lease where unique_key = 'k'"));
  }

  @Test
  void a_remote_claim_gives_the_highest_rank_first_until_its_time_and_of_its_namespace_only() {
    for (int rank = 0; rank < 4; rank++) {
      queue.queue(Kind.ofWorkers("pytest", "grade").ranked(rank), 1, MOMENT);
    }
    queue.queue(Kind.ofWorkers("elsewhere", "grade").ranked(9), 1, MOMENT);
    queue.execute(
        "insert into deferred (tenant_id, task_id, execution_id, namespace, type, performer,"
            + " priority_rank, run_at, attempt, trigger_type, status) values ('t1',"
            + " gen_random_uuid(), gen_random_uuid(), 'pytest', 'grade', 'worker', 9,"
            + " now() + interval '1 hour', 1, 'manual', 'scheduled')");
    var first = queue.claimRemote("pytest", 1).getFirst();
    assertEquals(
        3,
        queue.count(
            "select priority_rank from task where id = '%s'"
                .formatted(first.claim().lease().task().id())));
    assertEquals(queue.core.clock.instant().plusSeconds(300), first.expiresAt());
    assertEquals(3, queue.claimRemote("pytest", 10).size());
    assertEquals(0, queue.claimRemote("pytest", 10).size());
    assertEquals(0, queue.claimRemote("nowhere", 10).size());
  }

  @Test
  void a_remote_lease_does_not_outlast_the_time_limit_of_its_task() {
    queue.queue(Kind.ofWorkers("pytest", "grade"), 1, MOMENT);
    queue.execute("update task set timeout_seconds = 20");
    var claim = queue.claimRemote("pytest", 1).getFirst();
    assertEquals(queue.core.clock.instant().plusSeconds(20), claim.expiresAt());
    assertEquals(1, queue.count("select count(*) from lease where deadline = expires_at"));
  }

  @Test
  void each_is_given_once_however_often_is_asked() {
    queue.queue(Kind.of("t1", "dig"), 1200, MOMENT);
    var ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      queue.claim(100).claims().forEach(c -> ids.add(c.lease().executionId()));
    }
    assertEquals(1200, ids.size());
  }
}
