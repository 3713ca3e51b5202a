package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.app.testing.StoppablePostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away under load and comes back. */
class OutageTest {

  private static final int CALLERS = 8;
  private static final int TASKS = 200;
  private static final int OUTAGE_SECONDS = 5;

  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<HttpResponse<String>> refused = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean enough = new AtomicBoolean();

  @Test
  void requests_are_answered_503_and_then_everything_goes_on_and_nothing_accepted_is_lost(
      @TempDir Path folder) throws Exception {
    try (var postgres = new StoppablePostgres(folder);
        var errand = ErrandProcess.start(Map.of("DATABASE_URL", postgres.url()))) {
      var callers = new ArrayList<Thread>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(Thread.startVirtualThread(() -> createUntilEnough(errand)));
      }
      eventually("tasks", () -> accepted.size() > TASKS);
      postgres.stop();
      eventually("refusals", () -> refused.size() > CALLERS);
      assertEquals(503, errand.get("/ready").getInteger("_status"));
      assertEquals(503, errand.get("/health/detailed").getInteger("_status"));
      assertEquals(200, errand.get("/health").getInteger("_status"));
      // The outage itself is the input here, not a wait for something.
      new CountDownLatch(1).await(OUTAGE_SECONDS, TimeUnit.SECONDS);
      postgres.start();
      int before = accepted.size();
      eventually("more tasks", () -> accepted.size() > before + TASKS);
      enough.set(true);
      for (var caller : callers) {
        caller.join();
      }
      requireRefusals();
      requireFewWords(errand.output());
      for (var id : List.copyOf(accepted)) {
        errand.until(id, task -> "completed".equals(task.getString("status")));
      }
    }
  }

  private void createUntilEnough(ErrandProcess errand) {
    var task =
        new JsonObject()
            .put("type", "sleep")
            .put("title", "s")
            .put("run_immediately", true)
            .put("config", new JsonObject().put("millis", 1));
    while (!enough.get()) {
      try {
        var answer = errand.send("POST", "/api/v1/tasks", task);
        if (answer.statusCode() == 201) {
          accepted.add(new JsonObject(answer.body()).getString("id"));
        } else {
          refused.add(answer);
        }
      } catch (IOException e) {
        throw new AssertionError("the service itself must stay", e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void requireRefusals() {
    for (var answer : refused) {
      assertEquals(503, answer.statusCode(), answer::body);
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
      assertEquals(503, new JsonObject(answer.body()).getInteger("status"));
    }
  }

  /** Once a minute says why, not once a request. */
  private void requireFewWords(String log) {
    long words = log.lines().filter(line -> line.contains("The database refuses")).count();
    assertTrue(words > 0 && words < CALLERS, words + " for " + refused.size());
  }
}
