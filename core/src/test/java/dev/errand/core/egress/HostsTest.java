package dev.errand.core.egress;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Http;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostsTest {

  private static final EgressSettings TWO_AT_A_TIME =
      EgressLab.limited(
              new EgressSettings.Breaker(2, Duration.ofSeconds(10)), 2, Duration.ofSeconds(30))
          .sharing(2, Duration.ofMillis(200));

  private final Hosts hosts = new Hosts(TWO_AT_A_TIME, () -> Instant.EPOCH);

  @Test
  void no_more_than_the_limit_enter_and_each_that_leaves_lets_one_in() throws Exception {
    Hosts.Slot first = enter("a");
    try (Hosts.Slot second = enter("a");
        Hosts.Slot elsewhere = enter("b")) {
      var e = assertThrows(Http.Busy.class, () -> enter("a"));
      assertEquals(
          "a has 2 calls under way, the most allowed at a time, and none ended within 0.2 s; try again later",
          e.getMessage());
      assertEquals(new EgressLoad(3, 0, 1), hosts.load());
      first.close();
      enter("a").close();
      second.learnt(Breaker.Verdict.WELL);
      elsewhere.learnt(Breaker.Verdict.WELL);
    }
    assertEquals(0, hosts.size());
  }

  @Test
  void what_a_call_waits_for_others_is_not_its_own_time() throws Exception {
    var patient = new Hosts(TWO_AT_A_TIME.sharing(1, Duration.ofSeconds(30)), () -> Instant.EPOCH);
    var deadline = Deadline.in(Duration.ofDays(1));
    var first = patient.enter("a", deadline);
    var second = new CompletableFuture<Hosts.Slot>();
    var waited = Deadline.in(Duration.ofDays(1));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                second.complete(patient.enter("a", waited));
              } catch (Exception e) {
                second.completeExceptionally(e);
              }
            });
    eventually("one waits", () -> patient.load().waiting() > 0);
    long seen = System.nanoTime();
    while (System.nanoTime() - seen < Duration.ofMillis(50).toNanos()) {
      Thread.onSpinWait();
    }
    first.close();
    second.get(60, TimeUnit.SECONDS).close();
    // Made later, but by less than it has waited.
    assertTrue(waited.remaining().compareTo(deadline.remaining().plusMillis(40)) > 0);
    assertEquals(new EgressLoad(0, 0, 0), patient.load());
  }

  @Test
  void waiting_ends_at_once_when_it_is_interrupted() throws Exception {
    Hosts.Slot first = enter("a");
    Hosts.Slot second = enter("a");
    var ended = new CompletableFuture<Throwable>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    enter("a").close();
                    ended.complete(new AssertionError("entered"));
                  } catch (Exception e) {
                    ended.complete(e);
                  }
                });
    waiting.interrupt();
    assertEquals(InterruptedException.class, ended.get(60, TimeUnit.SECONDS).getClass());
    first.close();
    second.close();
    assertEquals(0, hosts.size());
  }

  @Test
  void a_host_with_an_open_circuit_is_refused_before_waiting() throws Exception {
    Hosts.Slot hanging = enter("a");
    fail("a");
    fail("a");
    var e = assertThrows(IOException.class, () -> enter("a"));
    assertTrue(String.valueOf(e.getMessage()).contains("its last 2 calls failed"));
    hanging.close();
    assertEquals(1, hosts.size());
  }

  @Test
  void remembers_a_bounded_number_of_failing_hosts_but_all_that_are_being_called()
      throws Exception {
    Hosts.Slot used = enter("used");
    for (int i = 0; i < 2 * Hosts.REMEMBERED; i++) {
      fail("host" + i);
    }
    assertEquals(Hosts.REMEMBERED, hosts.size());
    used.learnt(Breaker.Verdict.FAILED);
    used.close();
    fail("used");
    assertThrows(IOException.class, () -> enter("used"));
  }

  private Hosts.Slot enter(String name) throws IOException, InterruptedException {
    return hosts.enter(name, Deadline.in(Duration.ofSeconds(30)));
  }

  private void fail(String name) throws IOException, InterruptedException {
    try (Hosts.Slot slot = enter(name)) {
      slot.learnt(Breaker.Verdict.FAILED);
    }
  }
}
