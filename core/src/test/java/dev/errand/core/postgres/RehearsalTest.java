package dev.errand.core.postgres;

import static dev.errand.core.testing.CoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.problem.Problem;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private static final String INSERT = "insert into probe values ($1)";
  private static final String COUNT = "select count(*)::integer from probe";

  private static final String ENDLESS = "select pg_sleep(3600)";

  private static CoreFixture core;

  @BeforeAll
  static void start() {
    core = new CoreFixture();
    await(core.pg.run("create table probe (id integer primary key)", Tuple.tuple()));
  }

  @AfterAll
  static void stop() {
    core.close();
  }

  private static Future<Integer> count(Pg pg) {
    return pg.run(COUNT, Tuple.tuple()).map(rows -> rows.iterator().next().getInteger(0));
  }

  private static Future<?> insert(Pg pg, int id) {
    return pg.hot(INSERT, Tuple.of(id));
  }

  @Test
  void what_is_done_together_is_kept_or_undone_as_a_whole() {
    await(
        core.pg.together(
            pg ->
                insert(pg, 91)
                    .compose(one -> insert(pg, 91).otherwiseEmpty())
                    .compose(two -> insert(pg, 92))));
    assertEquals(2, await(count(core.pg)));
    var broken =
        core.pg.together(
            pg -> insert(pg, 93).compose(one -> Future.failedFuture(new IllegalStateException())));
    assertThrows(IllegalStateException.class, () -> await(broken));
    assertEquals(2, await(count(core.pg)));
    await(core.pg.run("delete from probe", Tuple.tuple()));
  }

  @Test
  void what_it_does_is_seen_by_itself_alone_and_undone() {
    var seen = await(core.pg.rehearse(pg -> insert(pg, 1).compose(done -> count(pg))));
    assertEquals(1, seen);
    assertEquals(0, await(count(core.pg)));
  }

  @Test
  void a_statement_that_fails_undoes_itself_alone_also_among_others_at_the_same_time() {
    var seen =
        await(
            core.pg.rehearse(
                pg -> {
                  var all = new ArrayList<Future<?>>();
                  for (int id : new int[] {1, 2, 2, 3}) {
                    all.add(insert(pg, id));
                  }
                  return Future.join(all)
                      .transform(some -> count(pg))
                      .map(
                          count -> {
                            assertTrue(PgErrors.isDuplicate(all.get(2).cause()));
                            return count;
                          });
                }));
    assertEquals(3, seen);
  }

  @Test
  void a_transaction_in_it_that_fails_is_undone_as_a_whole() {
    var seen =
        await(
            core.pg.rehearse(
                pg ->
                    insert(pg, 1)
                        .compose(
                            one ->
                                pg.transaction(
                                    transaction ->
                                        transaction
                                            .run(INSERT, Tuple.of(2))
                                            .compose(two -> transaction.run(INSERT, Tuple.of(1)))))
                        .transform(failed -> count(pg))));
    assertEquals(1, seen);
  }

  @Test
  void what_comes_too_late_is_refused_and_not_done_in_earnest() {
    var kept = new ArrayList<Pg>();
    await(
        core.pg.rehearse(
            pg -> {
              kept.add(pg);
              return insert(pg, 1);
            }));
    var late = insert(kept.getFirst(), 1);
    assertInstanceOf(Problem.Unavailable.class, assertThrows(Exception.class, () -> await(late)));
    assertEquals(0, await(count(core.pg)));
  }

  private static Future<String> patience(Pg pg) {
    return pg.run("show statement_timeout", Tuple.tuple())
        .map(rows -> rows.iterator().next().getString(0));
  }

  @Test
  void a_statement_in_it_has_five_seconds_for_what_has_no_limit_otherwise() {
    assertEquals("5s", await(core.pg.rehearse(RehearsalTest::patience)));
    assertEquals("0", await(patience(core.pg)));
  }

  @Test
  void a_statement_that_takes_too_long_ends_and_is_answered_as_what_will_pass() {
    var refused =
        core.pg.rehearse(
            pg ->
                pg.transaction(
                    transaction ->
                        transaction
                            .run("select set_config('statement_timeout', '1', true)", Tuple.tuple())
                            .compose(set -> transaction.run(ENDLESS, Tuple.tuple()))));
    var busy = assertThrows(Problem.Unavailable.class, () -> await(refused));
    assertTrue(String.valueOf(busy.getMessage()).contains("too long"), busy::toString);
    assertEquals(0, await(count(core.pg)));
  }

  @Test
  void a_failure_of_the_work_is_its_answer() {
    var failure = new Problem.NotFound("task", core.ids.next());
    Future<Integer> refused =
        core.pg.rehearse(pg -> insert(pg, 1).compose(done -> Future.failedFuture(failure)));
    assertEquals(failure, assertThrows(Problem.NotFound.class, () -> await(refused)));
    assertEquals(List.of(0, 0), List.of(await(count(core.pg)), await(count(core.pg))));
  }
}
