package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.fact.FactCommand.CleanUpFacts;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts, each test in a tenant of its own. */
class FactApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject text(String text) {
    return new JsonObject().put("text", text);
  }

  private static JsonObject created(String tenant, JsonObject fact) {
    return api.post("/facts", fact).as(tenant, "ann").send().expect(201).json();
  }

  private static JsonObject found(String tenant, String query) {
    return api.get("/facts?" + query).as(tenant, "ann").send().expect(200).json();
  }

  private static List<String> texts(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("text"))
        .toList();
  }

  private static String path(JsonObject fact) {
    return "/facts/" + fact.getString("id");
  }

  /** S1-09. */
  @Test
  void a_fact_is_created_with_its_tags_and_metadata_and_found_again() {
    var fact =
        text("The well is dry")
            .put("tags", new JsonArray().add("water"))
            .put("meta_data", new JsonObject().put("source", "بئر"));
    var reply = api.post("/facts", fact).as("s109", "ann").send().expect(201);
    var made = reply.json();
    assertEquals("/api/v1" + path(made), reply.header("Location"));
    assertEquals("بئر", made.getJsonObject("metadata").getString("source"));
    assertEquals("default", made.getString("namespace"));
    assertEquals("ann", made.getString("created_by"));
    var read = api.get(path(made)).as("s109", "bob").send().expect(200);
    assertEquals(made, read.json());
    api.get(path(made))
        .as("s109", "bob")
        .header("If-None-Match", read.header("ETag"))
        .send()
        .expect(304);
    api.get(path(made)).as("another", "ann").send().expect(404);
    assertEquals(
        List.of("body.text"),
        api.post("/facts", new JsonObject()).as("s109", "ann").send().expect(422).places());
  }

  /** S1-10. */
  @Test
  void a_search_takes_its_words_literally_in_text_and_metadata_whatever_the_case() {
    var reference = new JsonArray().add("reference").add("north");
    created("s110", text("Very Important: 100% of Élan").put("tags", reference));
    created(
        "s110",
        text("In metadata")
            .put("metadata", new JsonObject().put("level", new JsonArray().add("IMPORTANT")))
            .put("tags", reference));
    created("s110", text("important, but without the tag"));
    created("s110", text("unrelated").put("tags", reference));
    var page = found("s110", "q=IMPORTANT&tag=reference&limit=50&offset=0");
    assertEquals(2, page.getInteger("total"));
    assertEquals(List.of("In metadata", "Very Important: 100% of Élan"), texts(page));
    assertEquals(List.of("Very Important: 100% of Élan"), texts(found("s110", "q=%25")));
    assertEquals(List.of("Very Important: 100% of Élan"), texts(found("s110", "q=%C3%A9LAN")));
    assertEquals(0, found("s110", "q=_mportant").getInteger("total"));
    assertEquals(2, found("s110", "q=important&tag=reference&tag=north").getInteger("total"));
    assertEquals(0, found("s110", "tag=reference&tag=south").getInteger("total"));
    var first = found("s110", "limit=3");
    assertEquals(4, first.getInteger("total"));
    var rest = found("s110", "limit=3&cursor=" + first.getString("next_cursor"));
    assertEquals(List.of("Very Important: 100% of Élan"), texts(rest));
  }

  /** S1-11. */
  @Test
  void a_patch_changes_what_it_names_and_a_deleted_fact_is_gone() {
    var fact = created("s111", text("stays").put("tags", new JsonArray().add("a")));
    var tags = new JsonObject().put("tags", new JsonArray().add("b"));
    var stale = api.get(path(fact)).as("s111", "ann").send().header("ETag");
    var changed = api.patch(path(fact), tags).as("s111", "ann").send().expect(200).json();
    assertEquals("stays", changed.getString("text"));
    assertEquals(new JsonArray().add("b"), changed.getJsonArray("tags"));
    assertEquals(2, changed.getInteger("revision"));
    assertEquals(0, found("s111", "tag=a").getInteger("total"));
    assertEquals(
        List.of("body.text"),
        api.patch(path(fact), new JsonObject().putNull("text"))
            .as("s111", "ann")
            .send()
            .expect(422)
            .places());
    api.patch(path(fact), tags).as("s111", "ann").header("If-Match", stale).send().expect(412);
    api.patch(path(fact), text("not mine")).as("s111", "bob").send().expect(403);
    api.patch(path(fact), text("searched anew")).as("s111", "ann").send().expect(200);
    assertEquals(1, found("s111", "q=ANEW").getInteger("total"));
    api.call(HttpMethod.DELETE, path(fact)).as("s111", "bob").send().expect(403);
    api.call(HttpMethod.DELETE, path(fact)).as("s111", "ann").send().expect(204);
    api.get(path(fact)).as("s111", "ann").send().expect(404);
    api.call(HttpMethod.DELETE, path(fact)).as("s111", "ann").send().expect(404);
  }

  /** S1-12. */
  @Test
  void a_statement_is_whole_and_time_runs_forward() {
    var half = text("t").put("subject", "well");
    assertEquals(
        List.of("body.predicate", "body.object"),
        api.post("/facts", half).as("s112", "ann").send().expect(422).places());
    var reversed =
        text("t").put("valid_from", "2026-02-01T00:00:00Z").put("valid_to", "2026-01-01T00:00:00Z");
    assertEquals(
        List.of("body.valid_to"),
        api.post("/facts", reversed).as("s112", "ann").send().expect(422).places());
    var whole = half.copy().put("predicate", "is").put("object", "dry");
    var made = created("s112", whole);
    assertEquals(1, found("s112", "subject=well&predicate=is").getInteger("total"));
    assertEquals(0, found("s112", "subject=spring").getInteger("total"));
    var patch = new JsonObject().putNull("object");
    assertEquals(
        List.of("body.object"),
        api.patch(path(made), patch).as("s112", "ann").send().expect(422).places());
    api.patch(path(made), patch.putNull("subject").putNull("predicate"))
        .as("s112", "ann")
        .send()
        .expect(200);
    assertEquals(0, found("s112", "subject=well").getInteger("total"));
  }

  /** S1-12: from the first instant on, up to but without the last. */
  @ParameterizedTest
  @CsvSource({
    "2025-12-31T23:59:59.999Z, false",
    "2026-01-01T00:00:00Z, true",
    "2026-01-31T23:59:59.999Z, true",
    "2026-02-01T00:00:00Z, false",
  })
  void a_fact_holds_from_its_beginning_up_to_its_end(String at, boolean holds) {
    var tenant = "holds" + at.hashCode();
    created(
        tenant,
        text("january")
            .put("valid_from", "2026-01-01T02:00:00+02:00")
            .put("valid_to", "2026-02-01T00:00:00Z"));
    created(tenant, text("always"));
    assertEquals(
        holds ? List.of("always", "january") : List.of("always"),
        texts(found(tenant, "valid_at=" + at)));
  }

  /** S1-13. */
  @Test
  void a_link_is_seen_from_the_task_and_from_the_fact() {
    var task = api.post("/tasks", todo("look")).as("s113", "ann").send().expect(201).json();
    var facts = "/tasks/" + task.getString("id") + "/facts";
    var fact = created("s113", text("known"));
    var link = new JsonObject().put("fact_id", fact.getString("id")).put("relation", "produces");
    var tag = api.get("/tasks/" + task.getString("id")).as("s113", "ann").send().header("ETag");
    var linked = api.post(facts, link).as("s113", "ann").send().expect(201).json();
    assertEquals("produces", linked.getString("relation"));
    assertEquals(linked, api.post(facts, link).as("s113", "ann").send().expect(201).json());
    var ofTask = api.get(facts).as("s113", "bob").send().expect(200).json();
    assertEquals(1, ofTask.getInteger("total"));
    assertEquals(linked.copy().put("fact", fact), ofTask.getJsonArray("items").getJsonObject(0));
    var ofFact = api.get(path(fact) + "/tasks").as("s113", "bob").send().expect(200).json();
    assertEquals(new JsonArray().add(linked), ofFact.getJsonArray("items"));
    // Said otherwise, the last word counts; an event tells of each word that was new.
    var reads = link.copy().put("relation", "reads");
    api.post(facts, reads).as("s113", "ann").send().expect(201);
    assertEquals(1, api.get(facts).as("s113", "ann").send().json().getInteger("total"));
    var one = facts + "/" + fact.getString("id");
    api.call(HttpMethod.DELETE, one).as("s113", "bob").send().expect(403);
    api.call(HttpMethod.DELETE, one).as("s113", "ann").send().expect(204);
    api.call(HttpMethod.DELETE, one).as("s113", "ann").send().expect(404);
    assertEquals(0, api.get(facts).as("s113", "ann").send().json().getInteger("total"));
    assertEquals(
        List.of("fact_linked", "fact_linked", "fact_unlinked"), verbs(task.getString("id")));
    assertEquals(
        tag, api.get("/tasks/" + task.getString("id")).as("s113", "ann").send().header("ETag"));
  }

  private static List<String> verbs(String taskId) {
    var verbs = new ArrayList<String>();
    CoreFixture.await(
            api.core.pg.run(
                "select verb from outbox where task_id = $1 and verb like 'fact%' order by seq",
                Tuple.of(UUID.fromString(taskId))))
        .forEach(row -> verbs.add(row.getString(0)));
    return verbs;
  }

  @Test
  void only_what_is_there_and_in_sight_can_be_linked() {
    var task = api.post("/tasks", todo("look")).as("sight", "ann").send().expect(201).json();
    var facts = "/tasks/" + task.getString("id") + "/facts";
    var theirs = created("elsewhere", text("theirs"));
    var unknown = new JsonObject().put("fact_id", UUID.randomUUID().toString());
    for (var link : List.of(unknown, new JsonObject().put("fact_id", theirs.getString("id")))) {
      assertEquals(
          List.of("body.fact_id"),
          api.post(facts, link).as("sight", "ann").send().expect(422).places());
    }
    var mine = new JsonObject().put("fact_id", created("sight", text("m")).getString("id"));
    api.post(facts, mine).as("sight", "bob").send().expect(403);
    api.post("/tasks/" + UUID.randomUUID() + "/facts", mine).as("sight", "ann").send().expect(404);
    api.post(facts, mine).as("sight", "ann").send().expect(201);
    api.call(HttpMethod.DELETE, "/tasks/" + task.getString("id"))
        .as("sight", "ann")
        .send()
        .expect(204);
    api.get(facts).as("sight", "ann").send().expect(404);
    assertEquals(
        0,
        api.get("/facts/" + mine.getString("fact_id") + "/tasks")
            .as("sight", "ann")
            .send()
            .expect(200)
            .json()
            .getInteger("total"));
  }

  /** S1-14. */
  @Test
  void a_clean_up_counts_first_and_then_deletes_exactly_what_holds_no_longer() {
    var now = api.core.clock.instant();
    var over = created("s114", text("over").put("valid_to", now.toString()));
    created(
        "s114",
        text("over elsewhere").put("valid_to", "2020-01-01T00:00:00Z").put("namespace", "other"));
    created("s114", text("not yet").put("valid_to", later(now)));
    created("s114", text("never"));
    api.post("/facts/cleanup", new JsonObject()).as("s114", "ann").send().expect(403);
    var counted = cleaned(new JsonObject().put("dry_run", true));
    assertEquals(
        new JsonObject().put("dry_run", true).put("expired", 2).put("deleted", 0), counted);
    assertEquals(4, found("s114", "").getInteger("total"));
    assertEquals(1, cleaned(new JsonObject().put("namespace", "other")).getInteger("deleted"));
    assertEquals(1, cleaned(new JsonObject()).getInteger("deleted"));
    assertEquals(List.of("never", "not yet"), texts(found("s114", "")));
    api.get(path(over)).as("s114", "ann").send().expect(404);
  }

  private static String later(Instant now) {
    return now.plus(Duration.ofMinutes(1)).toString();
  }

  private static JsonObject cleaned(JsonObject wish) {
    return api.post("/facts/cleanup", wish)
        .as("s114", "boss")
        .header("X-Roles", "manager")
        .send()
        .expect(200)
        .json();
  }

  @Test
  void a_clean_up_of_many_goes_in_parts_and_leaves_none() {
    CoreFixture.await(
        api.core.pg.run(
            """
        insert into fact (tenant_id, id, namespace, text, tags, metadata, valid_to, searched,
          created_by, revision, created_at, updated_at)
        select 'many', gen_random_uuid(), 'default', 't', '{}', '{}', '2020-01-01', 't', 'ann', 1,
          now(), now()
        from generate_series(1, 2500)
        """,
            Tuple.tuple()));
    var done =
        api.core.ask(
            new CleanUpFacts(
                new Caller(
                    "many", "boss", Role.MANAGER, null, new Caller.Origin("r", "test"), Sight.ALL),
                null,
                false));
    assertEquals(2500, done.deleted());
  }

  @Test
  void facts_are_counted_by_what_they_are() {
    created("stats", text("a").put("tags", new JsonArray().add("x").add("y")));
    created("stats", text("b").put("tags", new JsonArray().add("x")).put("namespace", "n2"));
    created("stats", text("c").put("valid_to", "2020-01-01T00:00:00Z"));
    created("stats", text("d").put("subject", "s").put("predicate", "p").put("object", "o"));
    var stats = api.get("/facts/stats").as("stats", "ann").send().expect(200).json();
    assertEquals(4, stats.getInteger("total"));
    assertEquals(3, stats.getInteger("valid"));
    assertEquals(1, stats.getInteger("expired"));
    assertEquals(1, stats.getInteger("statements"));
    assertEquals(0, stats.getInteger("linked"));
    assertEquals(
        new JsonObject().put("default", 3).put("n2", 1), stats.getJsonObject("namespaces"));
    assertEquals(new JsonObject().put("x", 2).put("y", 1), stats.getJsonObject("tags"));
    var of = api.get("/facts/stats?namespace=n2").as("stats", "ann").send().expect(200).json();
    assertEquals(1, of.getInteger("total"));
    var none = api.get("/facts/stats").as("nobody", "ann").send().expect(200).json();
    assertEquals(0, none.getInteger("total"));
  }

  @Test
  void long_metadata_is_kept_whole_and_searched_in_part() {
    var metadata = new JsonObject().put("first", "needle").put("long", "x".repeat(100_000));
    var fact = created("long", text("t").put("metadata", metadata.put("last", "haystack")));
    assertEquals(metadata, fact.getJsonObject("metadata"));
    assertEquals(1, found("long", "q=needle").getInteger("total"));
    assertTrue(texts(found("long", "q=haystack")).isEmpty());
  }
}
