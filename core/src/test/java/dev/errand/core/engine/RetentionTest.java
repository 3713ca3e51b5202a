package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.retention.RetentionCommand.RemoveOld;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.Terms;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows that no partition takes along are removed when they are old; an engine keeps 90 days. */
class RetentionTest {

  private static FiringFixture fixture;
  private static Engine engine;

  @BeforeAll
  static void start() {
    fixture = new FiringFixture(Fake.of("quick", e -> Outcome.completed(new JsonObject())));
    engine = fixture.engines.engine("engine-1");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** Asked for with {@code max_age}. */
  private static Task fresh(String place, boolean now) {
    var terms = new Terms(List.of(), Duration.ofMinutes(10));
    var start = new NewTask.Start(now, null, new Execution.Trigger("manual", null), terms);
    var members =
        new JsonObject().put("title", "t").put("config", new JsonObject().put("place", place));
    return fixture.core.ask(
        fixture.core.factory.create(
            NewTask.of("quick", start, members), CoreFixture.caller("me", Role.ADMIN)));
  }

  private static int removed() {
    return fixture.engines.on(engine::removeOld);
  }

  @Test
  void firings_go_when_they_and_their_times_are_old() {
    var task = fixture.recurring("quick", FiringTest.every("PT1H"));
    for (int i = 0; i < 3; i++) {
      fixture.advance(Duration.ofHours(1));
      fixture.fire();
    }
    var early =
        "update firing set logical_at = logical_at + interval '1 year' where logical_at ="
            + " (select max(logical_at) from firing)";
    fixture.sql(early);
    assertEquals(0, removed());
    fixture.advance(Duration.ofDays(90));
    fixture.fire();
    fixture.sql("delete from freshness");
    int kept = fixture.firings(task).size() - 2;
    var batch = new RemoveOld(fixture.now().minus(Duration.ofDays(89)), 1);
    assertEquals(1, fixture.core.ask(batch));
    assertEquals(1, fixture.core.ask(batch));
    assertEquals(0, fixture.core.ask(batch));
    assertEquals(kept, fixture.firings(task).size());
  }

  @Test
  void what_was_asked_for_with_max_age_is_forgotten_when_it_is_old_and_over() {
    fixture.engines.run(engine, fresh("over", true).key());
    var lately = fixture.engines.run(engine, fresh("lately", true).key());
    var underWay = fresh("under way", true);
    assertEquals(0, removed());
    fixture.advance(Duration.ofDays(91));
    fixture.sql(
        "update task_state set last_success_at = '%s' where task_id = '%s'"
            .formatted(fixture.now(), lately.key().id()));
    removed();
    assertEquals(
        List.of(lately.key().id().toString(), underWay.key().id().toString()),
        fixture.texts("select task_id from freshness order by task_id"));
  }
}
