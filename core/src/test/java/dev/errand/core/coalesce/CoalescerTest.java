package dev.errand.core.coalesce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoalescerTest {

  private final List<List<String>> statements = new ArrayList<>();
  private final ArrayDeque<Promise<List<String>>> underWay = new ArrayDeque<>();
  private final Coalescer<String, String> coalescer =
      new Coalescer<>(
          new Coalescer.Limits(3, 1, 5),
          batch -> {
            statements.add(List.copyOf(batch));
            Promise<List<String>> answer = Promise.promise();
            underWay.add(answer);
            return answer.future();
          });

  private void answer() {
    var batch = statements.get(statements.size() - underWay.size());
    underWay.remove().complete(batch.stream().map(String::toUpperCase).toList());
  }

  private void fail(Throwable failure) {
    underWay.remove().fail(failure);
  }

  @Test
  void a_lone_request_goes_out_at_once() {
    var a = coalescer.submit("a");
    assertEquals(List.of(List.of("a")), statements);
    answer();
    assertEquals("A", a.result());
  }

  @Test
  void what_comes_while_one_is_under_way_goes_out_together_up_to_the_limit() {
    var answers = List.of("a", "b", "c", "d", "e").stream().map(coalescer::submit).toList();
    answer();
    answer();
    answer();
    assertEquals(List.of(List.of("a"), List.of("b", "c", "d"), List.of("e")), statements);
    assertEquals(List.of("A", "B", "C", "D", "E"), answers.stream().map(Future::result).toList());
  }

  @Test
  void what_is_submitted_together_goes_out_together() {
    coalescer.together(() -> List.of("a", "b", "c").forEach(coalescer::submit));
    assertEquals(List.of(List.of("a", "b", "c")), statements);
  }

  @Test
  void one_bad_member_does_not_fail_its_neighbours() {
    coalescer.submit("first");
    var good = coalescer.submit("good");
    var bad = coalescer.submit("bad");
    answer();
    fail(new IllegalArgumentException("one of them"));
    answer();
    fail(new IllegalArgumentException("this one"));
    assertEquals("GOOD", good.result());
    assertEquals("this one", bad.cause().getMessage());
  }

  @Test
  void a_batch_that_met_no_database_is_not_run_again() {
    coalescer.submit("first");
    var b = coalescer.submit("b");
    var c = coalescer.submit("c");
    answer();
    fail(new Problem.Unavailable("away"));
    assertInstanceOf(Problem.Unavailable.class, b.cause());
    assertInstanceOf(Problem.Unavailable.class, c.cause());
    assertEquals(2, statements.size());
  }

  @Test
  void more_than_the_queue_holds_is_refused() {
    for (int i = 0; i < 6; i++) {
      assertTrue(!coalescer.submit("x" + i).failed());
    }
    assertInstanceOf(Problem.Unavailable.class, coalescer.submit("one too many").cause());
  }

  @Test
  void a_statement_that_throws_fails_its_requests_and_the_next_goes_out() {
    var throwing =
        new Coalescer<String, String>(
            new Coalescer.Limits(3, 1, 5),
            batch -> {
              throw new IllegalStateException("no statement");
            });
    assertEquals("no statement", throwing.submit("a").cause().getMessage());
    assertEquals("no statement", throwing.submit("b").cause().getMessage());
  }
}
