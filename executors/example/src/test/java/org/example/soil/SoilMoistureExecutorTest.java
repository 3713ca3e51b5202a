package org.example.soil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt;
import dev.errand.executor.testing.ExecutorContract;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every executor owes the service, by the contract, and what is this one's own. */
class SoilMoistureExecutorTest extends ExecutorContract {

  private static final String TABLE =
      "time,moisture,depth_30cm\n08:00\n09:00,30,41\n10:00,24,40\n11:00,18,38\n";

  private Upstream loggers;

  @BeforeEach
  void start() throws IOException {
    loggers = new Upstream().otherwise(Reply.of(200, "text/csv", TABLE));
  }

  @AfterEach
  void stop() {
    loggers.close();
  }

  @Override
  protected Executor executor() {
    return new SoilMoistureExecutor();
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    return super.execution(config)
        .withSettings(new JsonObject().put("base_url", loggers.url()).put("token", "open-sesame"));
  }

  private Outcome run(JsonObject config, JsonObject memory) throws Exception {
    var whole = executor().taskType().config().defaults().copy().mergeIn(config);
    return Attempt.start(executor(), execution(whole).remembering(memory)).await();
  }

  @Test
  void sums_up_a_column() throws Exception {
    var config = new JsonObject().put("station", "orchard");
    var completed = (Outcome.Completed) run(config, new JsonObject());
    assertEquals(
        new JsonObject(
            """
            {"readings": 3, "least": 18.0, "mean": 24.0, "most": 30.0, "last": 18.0,
             "station": "orchard", "dry": false}
            """),
        completed.result());
    assertEquals("Bearer open-sesame", loggers.received().getFirst().header("authorization"));
    var deeper = (Outcome.Completed) run(config.put("column", "depth_30cm"), new JsonObject());
    assertEquals(38.0, deeper.result().getDouble("last"));
  }

  @Test
  void tells_that_it_is_dry_once() throws Exception {
    var config = new JsonObject().put("station", "north-field").put("dry_below", 20);
    var first = (Outcome.Completed) run(config, new JsonObject());
    assertEquals(
        "The soil is dry: 18.0 %, less than 20.0 %", first.notices().getFirst().body());
    var second = (Outcome.Completed) run(config, first.memory());
    assertTrue(second.notices().isEmpty());
  }

  @Test
  void an_unknown_station_fails_for_good() throws Exception {
    loggers.otherwise(Reply.of(404, "text/plain", "no"));
    var config = new JsonObject().put("station", "nowhere");
    var failed = assertInstanceOf(Outcome.Failed.class, run(config, new JsonObject()));
    assertEquals("no_such_station", failed.failure().code());
    assertTrue(!failed.retryable());
  }
}
