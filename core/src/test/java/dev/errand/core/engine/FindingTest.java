package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.errand.core.fact.FactLink.Relation;
import dev.errand.core.fact.FactQuery.Filter;
import dev.errand.core.fact.FactQuery.LinkedFact;
import dev.errand.core.fact.FactQuery.ListFacts;
import dev.errand.core.fact.FactQuery.ListTaskFacts;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page.Part;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Types whose results are facts, beside one whose results are not. */
class FindingTest {

  private static final Part ALL = new Part(100, 0, null);
  private static EngineFixture fixture;
  private static Engine engine;

  @BeforeAll
  static void start() {
    var forecast = TaskType.named("forecast").yieldingFacts();
    fixture =
        new EngineFixture(
            new Fake(
                forecast,
                e ->
                    e.config().containsKey("fail")
                        ? Outcome.failedForGood("gone", "no such place")
                        : Outcome.completed(
                            new JsonObject().put("sky", e.config().getString("sky")))),
            Fake.of("plain", e -> Outcome.completed(new JsonObject().put("sky", "grey"))));
    engine = fixture.engine("engine-1");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Task ran(String type, JsonObject members) {
    var task = fixture.core.create(type, true, members);
    fixture.run(engine, task.key());
    return fixture.core.get(task.key());
  }

  private static List<LinkedFact> factsOf(Task task) {
    return fixture.core.ask(new ListTaskFacts(task.key(), ALL, Sight.ALL)).items();
  }

  @Test
  void a_result_becomes_a_fact_of_the_task_for_as_long_as_it_is_kept() {
    var task =
        ran(
            "forecast",
            new JsonObject()
                .put("title", "Sky over Sana'a")
                .put("config", new JsonObject().put("sky", "ÉTOILÉ"))
                .put("result_ttl_seconds", 60));
    var found = factsOf(task);
    assertEquals(1, found.size());
    assertEquals(Relation.PRODUCES, found.getFirst().link().relation());
    var fact = found.getFirst().fact();
    assertEquals("default", fact.namespace());
    assertEquals("Sky over Sana'a", fact.content().text());
    assertEquals(List.of("forecast"), fact.content().tags());
    assertEquals(
        new JsonObject().put("sky", "ÉTOILÉ"), fact.content().metadata().getJsonObject("result"));
    assertNotNull(fact.content().metadata().getString("execution_id"));
    assertEquals("system:forecast", fact.timeline().createdBy());
    var from = fact.validity().from();
    assertEquals(task.progress().statistics().lastSuccessAt(), from);
    assertEquals(
        from == null ? Instant.EPOCH : from.plus(Duration.ofSeconds(60)), fact.validity().to());
    for (var word : List.of("étoilé", "sky over")) {
      var filter = new Filter(word, List.of(), "default", null, null, null);
      assertEquals(
          1,
          fixture
              .core
              .ask(new ListFacts(task.key().tenantId(), filter, ALL, Sight.ALL))
              .items()
              .size());
    }
  }

  @Test
  void only_successes_whose_result_is_kept_become_facts() {
    var plain = ran("plain", new JsonObject().put("title", "t"));
    assertEquals(TaskStatus.COMPLETED, plain.progress().status());
    var failed =
        ran(
            "forecast",
            new JsonObject().put("title", "t").put("config", new JsonObject().put("fail", true)));
    assertEquals(TaskStatus.FAILED, failed.progress().status());
    var forgotten = ran("forecast", new JsonObject().put("title", "t").put("store_result", false));
    assertEquals(TaskStatus.COMPLETED, forgotten.progress().status());
    for (var task : List.of(plain, failed, forgotten)) {
      assertEquals(List.of(), factsOf(task));
    }
  }

  @Test
  void endings_of_every_kind_in_one_batch_all_count() {
    var tasks = new ArrayList<Task>();
    for (var type : List.of("forecast", "plain", "forecast")) {
      tasks.add(fixture.core.create(type, true, new JsonObject().put("title", type)));
    }
    fixture.run(engine, tasks.getFirst().key());
    for (var task : tasks) {
      fixture.until(task.key(), TaskStatus.COMPLETED::equals);
    }
    assertEquals(List.of(1, 0, 1), tasks.stream().map(task -> factsOf(task).size()).toList());
  }
}
