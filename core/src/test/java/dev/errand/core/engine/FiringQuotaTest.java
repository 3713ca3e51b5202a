package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.testing.Fake;
import dev.errand.core.user.UserCommand.SeeUser;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules whose owners have come to their limits. */
class FiringQuotaTest {

  private static final String SKIPPED = "skipped: quota: the owner has reached ";

  private static FiringFixture ofFreeUser() {
    var firing = new FiringFixture(Fake.of("good", run -> Outcome.completed(new JsonObject())));
    var origin = new Caller.Origin("request", "test");
    firing.core.ask(new SeeUser(new Caller("t1", "me", Role.ADMIN, "free", origin, Sight.ALL)));
    return firing;
  }

  private static JsonObject everyMinute() {
    return new JsonObject().put("type", "interval").put("every", "PT1M");
  }

  private static void fireAfter(FiringFixture firing, Duration time) {
    firing.sql("delete from ready");
    firing.advance(time);
    firing.fire();
  }

  @Test
  void a_time_beyond_the_executions_of_a_day_is_left_out_and_the_next_day_goes_on() {
    try (var firing = ofFreeUser()) {
      var task = firing.recurring("good", everyMinute());
      var today = firing.now().atOffset(ZoneOffset.UTC).toLocalDate();
      firing.sql("insert into quota_day values ('t1', 'me', '%s', 9)".formatted(today));
      fireAfter(firing, Duration.ofMinutes(1));
      fireAfter(firing, Duration.ofMinutes(1));
      assertEquals(List.of("fired", SKIPPED + "max_executions_per_day"), firing.firings(task));
      fireAfter(firing, Duration.ofDays(1));
      assertEquals("fired", firing.firings(task).getLast());
    }
  }

  @Test
  void a_task_that_there_is_no_room_for_is_not_created() {
    try (var firing = ofFreeUser()) {
      var task = firing.recurring("todo", everyMinute());
      for (int i = 0; i < 6; i++) {
        fireAfter(firing, Duration.ofMinutes(1));
      }
      var firings = firing.firings(task);
      assertEquals(4, firings.stream().filter("fired"::equals).count(), firings::toString);
      assertEquals(SKIPPED + "max_tasks", firings.getLast());
      assertEquals("5", firing.text("select count(*) from task"));
    }
  }
}
