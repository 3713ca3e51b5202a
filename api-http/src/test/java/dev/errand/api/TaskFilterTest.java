package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists by their filters, and by days. Each test has a tenant of its own. */
class TaskFilterTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private record Tenant(String id) {

    JsonObject create(JsonObject members) {
      return api.post("/tasks", members)
          .as(id, "ann")
          .header("X-Roles", "admin")
          .send()
          .expect(201)
          .json();
    }

    void move(JsonObject task, String command) {
      api.post("/tasks/" + task.getString("id") + "/" + command)
          .as(id, "ann")
          .header("X-Roles", "admin")
          .send()
          .expect(200);
    }

    JsonObject get(String path) {
      return api.get(path).as(id, "ann").header("X-Roles", "admin").send().expect(200).json();
    }

    List<String> titles(String path) {
      var page = get(path);
      assertEquals(page.getJsonArray("items").size(), page.getInteger("total"), path);
      return page.getJsonArray("items").stream()
          .map(task -> ((JsonObject) task).getString("title"))
          .toList();
    }
  }

  private static final String NOON = "2030-06-01T12:00:00Z";

  private static Tenant farm(String id) {
    var tenant = new Tenant(id);
    tenant.create(todo("low").put("due_at", NOON).put("priority", "low").put("field_id", "north"));
    tenant.create(
        todo("urgent").put("due_at", NOON).put("priority", "urgent").put("field_id", "north"));
    tenant.create(
        todo("early")
            .put("due_at", "2030-06-01T08:00:00Z")
            .put("field_id", "south")
            .put("assigned_to", "bob")
            .put("tags", new JsonArray().add("spring")));
    var other =
        tenant.create(
            new JsonObject()
                .put("type", "irrigation")
                .put("title", "Generator check")
                .put("description", "look at the Oil of the second GENERATOR")
                .put("zone_id", "z1")
                .put("domain", "water"));
    tenant.move(other, "start");
    return tenant;
  }

  @Test
  void lists_exactly_what_meets_all_filters_by_due_time_then_priority() {
    var tenant = farm("filters");
    assertEquals(List.of("early", "urgent", "low", "Generator check"), tenant.titles("/tasks"));
    assertEquals(
        List.of("Generator check", "low", "urgent", "early"), tenant.titles("/tasks?sort=-due_at"));
    assertEquals("urgent", tenant.titles("/tasks?sort=-priority").getFirst());
    assertEquals("low", tenant.titles("/tasks?sort=created_at").getFirst());
    assertEquals(List.of("urgent", "low"), tenant.titles("/tasks?field_id=north"));
    assertEquals(List.of("urgent"), tenant.titles("/tasks?field_id=north&priority=urgent"));
    assertEquals(List.of(), tenant.titles("/tasks?field_id=south&priority=urgent"));
    assertEquals(List.of("early"), tenant.titles("/tasks?assigned_to=bob&status=pending"));
    assertEquals(List.of("early"), tenant.titles("/tasks?due_before=" + NOON));
    assertEquals(List.of("urgent", "low"), tenant.titles("/tasks?due_after=" + NOON));
    assertEquals(
        List.of("early", "urgent", "low"),
        tenant.titles("/tasks?due_after=2030-06-01&due_before=2030-06-02"));
    assertEquals(List.of("early"), tenant.titles("/tasks?tag=spring"));
    assertEquals(
        List.of("Generator check"),
        tenant.titles("/tasks?status=running&performer=human&zone_id=z1&domain=water"));
    assertEquals(4, tenant.titles("/tasks?owner_id=ann&created_after=2020-01-01").size());
    assertEquals(0, tenant.titles("/tasks?created_before=2020-01-01").size());
    for (var words : List.of("generator", "OIL%20generator", "second%20look%20gener*")) {
      assertEquals(List.of("Generator check"), tenant.titles("/tasks?q=" + words), words);
    }
    for (var none : List.of("generator%20pump", "gener", "ge*")) {
      assertEquals(List.of(), tenant.titles("/tasks?q=" + none), none);
    }
  }

  @Test
  void lists_and_changes_the_tasks_of_one_site() {
    var tenant = new Tenant("sites");
    var farm = api.post("/sites", new JsonObject().put("name", "Farm")).as("sites", "ann");
    var site = farm.send().expect(201).json().getString("id");
    tenant.create(todo("here").put("site_id", site));
    tenant.create(todo("anywhere"));
    assertEquals(List.of("here"), tenant.titles("/tasks?site_id=" + site));
    assertEquals(List.of("here"), tenant.titles("/tasks?status=pending&site_id=" + site));
    assertEquals(List.of(), tenant.titles("/tasks?site_id=01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d60"));
    assertEquals(
        List.of("query.site_id"), api.get("/tasks?site_id=farm").send().expect(422).places());
    var pause =
        new JsonObject()
            .put("action", "pause")
            .put("filter", new JsonObject().put("site_id", site));
    var done = api.post("/tasks/bulk-actions", pause).as("sites", "ann").send().expect(200).json();
    assertEquals(1, done.getInteger("changed"));
    assertEquals(List.of("here"), tenant.titles("/tasks?status=paused&site_id=" + site));
  }

  @Test
  void finds_tasks_by_the_words_of_their_translations() {
    var tenant = farm("languages");
    tenant.create(todo("valve").put("title_ar", "فحص الصمام الشمالي"));
    assertEquals(List.of("valve"), tenant.titles("/tasks?q=" + encode("الشمالي فحص")));
    assertEquals(List.of("valve"), tenant.titles("/tasks?q=" + encode("valve الصما*")));
    assertEquals(List.of(), tenant.titles("/tasks?q=" + encode("الجنوبي")));
  }

  @Test
  void takes_translations_that_are_too_long_to_be_searched() {
    var tenant = farm("verbose");
    var translations = new JsonObject();
    for (char c = 'a'; c <= 'p'; c++) {
      var words = IntStream.range(0, 9_000).mapToObj("%x"::formatted).collect(joining(" " + c));
      translations.put(c + "" + c, new JsonObject().put("title", "T").put("description", words));
    }
    tenant.create(todo("verbose").put("translations", translations));
    assertEquals(List.of("verbose"), tenant.titles("/tasks?q=verbose"));
  }

  private static String encode(String words) {
    return URLEncoder.encode(words, StandardCharsets.UTF_8);
  }

  @Test
  void refuses_what_a_list_does_not_know_by_name() {
    for (var wrong :
        List.of(
            "sort=title", "priority=critical", "overdue=maybe", "due_after=tomorrow", "q=%21")) {
      assertEquals(
          List.of("query." + wrong.substring(0, wrong.indexOf('='))),
          api.get("/tasks?" + wrong).send().expect(422).places());
    }
    var cursor =
        List.of(todo("a"), todo("b")).stream()
            .map(api::created)
            .map(made -> api.get("/tasks?limit=1").send().json().getString("next_cursor"))
            .toList()
            .getLast();
    assertEquals(
        List.of("query.cursor"),
        api.get("/tasks?sort=created_at&cursor=" + cursor).send().expect(422).places());
    api.get("/tasks?include_deleted=true").as("t", "bob").send().expect(403);
  }

  @Test
  void lists_deleted_tasks_for_admins() {
    var tenant = new Tenant("deleted");
    var task = tenant.create(todo("gone"));
    tenant.create(todo("there"));
    api.call(io.vertx.core.http.HttpMethod.DELETE, "/tasks/" + task.getString("id"))
        .as("deleted", "ann")
        .send()
        .expect(204);
    assertEquals(List.of("there"), tenant.titles("/tasks"));
    assertEquals(List.of("gone", "there"), tenant.titles("/tasks?include_deleted=true"));
  }

  private static Instant at(LocalDate day, String time, ZoneId zone) {
    return day.atTime(LocalTime.parse(time)).atZone(zone).toInstant();
  }

  @Test
  void knows_what_is_due_today_and_soon_where_the_caller_is() {
    var tenant = new Tenant("days");
    var aden = ZoneId.of("Asia/Aden");
    var now = api.core.clock.instant();
    var today = LocalDate.ofInstant(now, aden);
    tenant.create(todo("first").put("due_at", at(today, "00:00", aden).toString()));
    tenant.create(todo("last").put("due_at", at(today, "23:59", aden).toString()));
    tenant.create(todo("before").put("due_at", at(today.minusDays(1), "23:59", aden).toString()));
    tenant.create(todo("after").put("due_at", at(today.plusDays(1), "00:00", aden).toString()));
    tenant.create(todo("in 7").put("due_at", at(today.plusDays(7), "23:00", aden).toString()));
    tenant.create(todo("in 8").put("due_at", at(today.plusDays(8), "00:00", aden).toString()));
    var done = todo("done").put("due_at", at(today.plusDays(2), "09:00", aden).toString());
    tenant.move(tenant.create(done), "complete");
    var off = todo("off").put("due_at", at(today.plusDays(2), "09:00", aden).toString());
    tenant.move(tenant.create(off), "cancel");
    assertEquals(List.of("first", "last"), tenant.titles("/tasks/today?timezone=Asia/Aden"));
    assertEquals(List.of("after", "in 7"), soon(tenant, "&timezone=Asia/Aden"));
    var zone = new JsonObject().put("timezone", "Asia/Aden");
    api.patch("/users/me", zone).as("days", "ann").send().expect(200);
    assertEquals(List.of("first", "last"), tenant.titles("/tasks/today"));
    assertEquals(List.of("after", "in 7"), soon(tenant, ""));
    var overdue = tenant.titles("/tasks/overdue");
    assertEquals(
        List.of("before", "first"), overdue.stream().filter(t -> !t.equals("last")).toList());
    assertEquals(
        List.of("query.days"), api.get("/tasks/upcoming?days=31").send().expect(422).places());
    for (var view : List.of("today", "upcoming", "overdue", "stats")) {
      var reply = api.get("/tasks/" + view + "?timezone=asia/aden").send().expect(422);
      assertEquals(List.of("query.timezone"), reply.places());
      assertEquals(
          "must be a zone of the IANA database such as Europe/Berlin: did you mean Asia/Aden?",
          reply.messages());
    }
  }

  private static List<String> soon(Tenant tenant, String zone) {
    return tenant.titles("/tasks/upcoming?days=7" + zone).stream()
        .filter(title -> !title.equals("last"))
        .toList();
  }

  private static JsonObject standing() {
    return new JsonObject()
        .put("total", 14)
        .put("pending", 5)
        .put("scheduled", 1)
        .put("queued", 1)
        .put("running", 1)
        .put("retry", 0)
        .put("paused", 1)
        .put("blocked", 0)
        .put("completed", 3)
        .put("failed", 0)
        .put("cancelled", 2)
        .put("overdue", 2)
        .put(
            "week_progress",
            new JsonObject().put("completed", 3).put("total", 4).put("percentage", 75.0));
  }

  @Test
  void counts_exactly_how_a_tenant_stands() {
    var tenant = new Tenant("stats");
    var now = api.core.clock.instant();
    var monday =
        LocalDate.ofInstant(now, ZoneOffset.UTC)
            .with(java.time.temporal.TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY));
    var inWeek = monday.atTime(0, 0).toInstant(ZoneOffset.UTC);
    var late = now.minus(Duration.ofDays(30));
    for (int i = 0; i < 3; i++) {
      tenant.move(tenant.create(todo("d" + i).put("due_at", inWeek.toString())), "complete");
    }
    tenant.create(todo("late").put("due_at", late.toString()));
    tenant.create(todo("undated"));
    tenant.move(tenant.create(todo("begun").put("due_at", late.toString())), "start");
    tenant.move(tenant.create(todo("held")), "pause");
    tenant.move(tenant.create(todo("off").put("due_at", late.toString())), "cancel");
    var weekEnd = inWeek.plus(Duration.ofDays(7)).minusMillis(1);
    tenant.create(todo("week").put("due_at", weekEnd.toString()));
    tenant.create(todo("next week").put("due_at", weekEnd.plusMillis(1).toString()));
    var queued = new JsonObject().put("type", "far").put("performer", "worker");
    tenant.create(queued);
    tenant.create(queued.copy().put("run_immediately", false));
    tenant.create(queued.copy().put("run_at", "2099-01-01T00:00:00Z"));
    tenant.move(tenant.create(queued), "cancel");
    var gone = tenant.create(todo("gone"));
    api.call(io.vertx.core.http.HttpMethod.DELETE, "/tasks/" + gone.getString("id"))
        .as("stats", "ann")
        .send()
        .expect(204);
    var wanted = standing();
    assertEquals(wanted, tenant.get("/tasks/stats"));
    api.core.ask(new dev.errand.core.task.FoldTallies(1000));
    assertEquals(wanted, tenant.get("/tasks/stats"));
  }
}
