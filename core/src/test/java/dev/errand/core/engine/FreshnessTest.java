package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Terms;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many ask for the same; the upstream is a real one that counts. */
class FreshnessTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static Vertx upstream;
  private static EngineFixture fixture;
  private static Engine engine;

  @BeforeAll
  static void start() {
    upstream = Vertx.vertx();
    var server =
        CoreFixture.await(
            upstream
                .createHttpServer()
                .requestHandler(
                    request -> {
                      CALLS.incrementAndGet();
                      request.response().end("31");
                    })
                .listen(0, "127.0.0.1"));
    var uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    fixture =
        new EngineFixture(
            Fake.of(
                "reading",
                e -> {
                  try (var http = HttpClient.newHttpClient()) {
                    var answer =
                        http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
                    return Outcome.completed(new JsonObject().put("value", answer.body()));
                  }
                }),
            Fake.of("bad", e -> Outcome.failedForGood("gone", "no such place")));
    engine = fixture.engine("engine-1");
  }

  @AfterAll
  static void stop() {
    fixture.close();
    CoreFixture.await(upstream.close());
  }

  private static CreateTask wish(String type, @Nullable Boolean now, JsonObject config) {
    var start =
        new NewTask.Start(
            now, null, new Execution.Trigger("manual", null), new Terms(List.of(), TEN_MINUTES));
    var members = new JsonObject().put("title", "t").put("config", config);
    return fixture.core.factory.create(
        NewTask.of(type, start, members), CoreFixture.caller("me", Role.ADMIN));
  }

  private static Task submit(JsonObject config) {
    return fixture.core.ask(wish("reading", true, config));
  }

  @Test
  void fifty_at_once_share_one_task_and_one_call_upstream() {
    var config = new JsonObject().put("place", "fifty").put("depth", new JsonObject().put("b", 1));
    int before = CALLS.get();
    var asked = new ArrayList<Future<Task>>();
    for (int i = 0; i < 50; i++) {
      asked.add(fixture.core.bus.request(wish("reading", true, config)));
    }
    var keys = asked.stream().map(CoreFixture::await).map(Task::key).collect(Collectors.toSet());
    assertEquals(1, keys.size());
    var done = fixture.run(engine, keys.iterator().next());
    assertEquals(TaskStatus.COMPLETED, done.progress().status());
    fixture.on(() -> engine.dispatcher().runOnce());
    assertEquals(before + 1, CALLS.get());
  }

  @Test
  void a_second_one_joins_the_first_then_takes_its_result_and_runs_anew_when_that_is_old() {
    var first = submit(new JsonObject().put("a", 1).put("b", new JsonArray().add(2.0)));
    var same = new JsonObject().put("b", new JsonArray().add(2)).put("a", 1.0);
    assertEquals(first.key(), submit(same).key());
    fixture.run(engine, first.key());
    var taken = submit(same);
    assertEquals(first.key(), taken.key());
    assertEquals(
        "31", java.util.Objects.requireNonNull(taken.progress().result()).getString("value"));
    fixture.core.clock.advance(TEN_MINUTES);
    var next = submit(same);
    assertNotEquals(first.key(), next.key());
    assertEquals(next.key(), submit(same).key());
    var other = submit(new JsonObject().put("a", 2));
    assertNotEquals(next.key(), other.key());
    fixture.run(engine, next.key());
    // Nothing is left that would call upstream while another test counts.
    fixture.until(other.key(), TaskStatus.COMPLETED::equals);
  }

  @Test
  void a_failure_is_no_fact() {
    var first = fixture.core.ask(wish("bad", true, new JsonObject()));
    assertEquals(TaskStatus.FAILED, fixture.run(engine, first.key()).progress().status());
    assertNotEquals(first.key(), fixture.core.ask(wish("bad", true, new JsonObject())).key());
  }

  @Test
  void only_a_task_that_runs_now_can_be_answered_by_another() {
    assertThrows(Problem.Invalid.class, () -> wish("reading", false, new JsonObject()));
    assertThrows(Problem.Invalid.class, () -> wish("reading", null, new JsonObject()));
    assertThrows(Problem.Invalid.class, () -> wish("todo", null, new JsonObject()));
  }
}
