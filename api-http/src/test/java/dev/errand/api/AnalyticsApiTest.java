package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.analytics.RollupCommand.RollUp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told of executions, over HTTP. Each test has a tenant of its own. */
class AnalyticsApiTest {

  private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** The figures of a tenant, asked for by ada, who manages it. */
  private static JsonObject told(String tenant, String query) {
    return api.get("/analytics" + query)
        .as(tenant, "ada")
        .header("X-Roles", "manager")
        .send()
        .expect(200)
        .json();
  }

  private static void created(String tenant, String user, String type) {
    var task = new JsonObject().put("type", type).put("performer", "worker");
    api.post("/tasks", task).as(tenant, user).send().expect(201);
  }

  /** A worker takes a task and is done with it after so long. */
  private static void done(String tenant, boolean well, Duration after) {
    var claim =
        new JsonObject().put("worker_id", "w").put("namespaces", new JsonArray().add("default"));
    var item =
        api.post("/queue/claim", claim)
            .as(tenant, "ada")
            .send()
            .expect(200)
            .json()
            .getJsonArray("items")
            .getJsonObject(0);
    api.core.clock.advance(after);
    var outcome = new JsonObject().put("lease_token", item.getLong("lease_token"));
    if (well) {
      outcome.put("credits", 0.5).put("tokens_used", 100).put("api_calls_made", 2);
    } else {
      outcome.put("error", new JsonObject().put("message", "x")).put("retryable", false);
    }
    var path = "/executions/" + item.getJsonObject("execution").getString("id");
    api.post(path + (well ? "/complete" : "/fail"), outcome).as(tenant, "ada").send().expect(200);
  }

  @Test
  void figures_of_a_known_history_are_exact() {
    created("known", "ada", "picking");
    done("known", true, Duration.ofSeconds(1));
    created("known", "ada", "picking");
    done("known", true, Duration.ofSeconds(2));
    created("known", "ada", "sorting");
    done("known", false, Duration.ofMillis(4500));
    created("known", "ada", "sorting");
    created("known", "bob", "sorting");
    var ended = api.core.clock.instant().atZone(ZoneOffset.UTC);
    api.core.ask(new RollUp(api.core.clock.instant(), 1000));

    var told = told("known", "?days=30");
    var wanted =
        new JsonObject()
            .put("total_tasks", 4)
            .put("active_tasks", 1)
            .put("completed_tasks", 2)
            .put("failed_tasks", 1)
            .put("paused_tasks", 0)
            .put("cancelled_tasks", 0)
            .put("task_types_distribution", new JsonObject().put("picking", 2).put("sorting", 2))
            .put("total_executions", 3)
            .put("successful_executions", 2)
            .put("failed_executions", 1)
            .put("success_rate", 66.67)
            .put("average_execution_time", 2500)
            .put("credits_consumed", 1)
            .put("tokens_used", 200)
            .put("api_calls_made", 4)
            .put("busiest_hours", only("hour", ended.getHour()))
            .put("busiest_days", only("day", ended.getDayOfWeek().name().toLowerCase(Locale.ROOT)));
    wanted.forEach(
        figure -> assertEquals(figure.getValue(), told.getValue(figure.getKey()), figure.getKey()));
    var p50 = told.getJsonObject("duration_ms").getInteger("p50");
    assertTrue(Math.abs(p50 - 2000) <= 40, () -> "p50 is " + p50);
    checkSeries(told, ended.toLocalDate());
  }

  private static JsonArray only(String member, Object when) {
    return new JsonArray().add(new JsonObject().put(member, when).put("executions", 3));
  }

  private static void checkSeries(JsonObject told, LocalDate today) {
    var days = told.getJsonArray("daily");
    assertEquals(30, days.size());
    assertEquals(3, days.getJsonObject(29).getInteger("total_executions"));
    assertEquals(today.toString(), days.getJsonObject(29).getString("date"));
    assertEquals(0, days.getJsonObject(0).getInteger("total_executions"));
    var sorting = told.getJsonArray("by_type").getJsonObject(1);
    assertEquals("sorting", sorting.getString("type"));
    assertEquals(1, sorting.getJsonObject("outcomes").getInteger("failed"));
  }

  @Test
  void the_same_is_told_for_a_minute_and_what_is_new_after_it() {
    created("minute", "ada", "picking");
    done("minute", true, Duration.ofMillis(10));
    var first = told("minute", "");
    created("minute", "ada", "picking");
    done("minute", true, Duration.ofMillis(10));
    assertEquals(first, told("minute", ""));
    api.core.clock.advance(Duration.ofSeconds(60));
    assertEquals(2, told("minute", "").getInteger("total_executions"));
  }

  @Test
  void others_figures_are_for_managers() {
    created("whose", "bob", "picking");
    done("whose", true, Duration.ofMillis(10));
    assertEquals(0, told("whose", "").getInteger("total_executions"));
    assertEquals(1, told("whose", "?user_id=bob").getInteger("total_executions"));
    assertEquals(1, told("whose", "?all=true").getInteger("total_tasks"));
    for (var path : new String[] {"/analytics", "/usage"}) {
      for (var query : new String[] {"?user_id=bob", "?all=true"}) {
        api.get(path + query).as("whose", "cy").header("X-Roles", "operator").send().expect(403);
      }
      api.get(path + "?user_id=cy")
          .as("whose", "cy")
          .header("X-Roles", "viewer")
          .send()
          .expect(200);
    }
  }

  @Test
  void usage_is_told_by_local_day_and_type() {
    created("used", "ada", "picking");
    done("used", true, Duration.ofMillis(10));
    var day = LocalDate.ofInstant(api.core.clock.instant(), KATHMANDU).toString();
    var used =
        api.get("/usage?timezone=Asia/Kathmandu&from=" + day + "&to=" + day)
            .as("used", "ada")
            .send()
            .expect(200)
            .json();
    var amounts =
        new JsonObject()
            .put("executions", 1)
            .put("credits_consumed", 0.5)
            .put("tokens_used", 100)
            .put("api_calls_made", 2);
    assertEquals(amounts, used.getJsonObject("total"));
    assertEquals(
        new JsonArray().add(amounts.copy().put("date", day).put("type", "picking")),
        used.getJsonArray("items"));
  }

  @Test
  void periods_that_cannot_be_told_are_refused() {
    for (var path :
        new String[] {
          "/analytics?days=366",
          "/analytics?days=0",
          "/analytics?timezone=Mars/Base",
          "/analytics?user_id=bob&all=true",
          "/usage?from=2026-02-01&to=2026-01-31",
          "/usage?from=2020-01-01&to=2026-01-31",
          "/usage?from=2026-13-01"
        }) {
      api.get(path).send().expect(422);
    }
  }

  @Test
  void the_service_tells_since_when_it_is_up_and_what_it_does() {
    created("stats", "ada", "picking");
    done("stats", true, Duration.ofMillis(10));
    api.core.clock.advance(Duration.ofSeconds(5));
    var stats = api.get("/service/stats").as("stats", "ada").send().expect(200).json();
    assertEquals(
        api.contract.json().getJsonObject("info").getString("version"), stats.getString("version"));
    var up =
        Duration.between(Instant.parse(stats.getString("started_at")), api.core.clock.instant());
    assertEquals(up.toSeconds(), stats.getLong("uptime_seconds"));
    assertEquals(1, stats.getJsonObject("tasks").getInteger("completed"));
    assertEquals(1, stats.getJsonObject("executions").getInteger("ended"));
  }
}
