package dev.errand.core.engine;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Execution;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A host that does not answer holds up those who wait for it, and nobody else. */
class SlowHostTest {

  private static final int SLOW = 1000;
  private static final int FAST = 20;
  private static final int CALLS_A_HOST = 4;

  private static Egress egress;
  private static EngineFixture fixture;

  @BeforeAll
  static void start() {
    var patient = TaskType.Defaults.USUAL.withTimeout(Duration.ofHours(1));
    var made = new AtomicReference<Egress>();
    fixture =
        new EngineFixture(
            vertx -> {
              var settings =
                  EgressSettings.USUAL
                      .allowing(List.of("127.0.0.1"))
                      .sharing(CALLS_A_HOST, Duration.ofHours(1));
              var http = new Egress(vertx, settings, Directory.NONE);
              made.set(http);
              return http;
            },
            new Fake(TaskType.named("calls").defaultingTo(patient), SlowHostTest::call));
    egress = requireNonNull(made.get());
  }

  private static Outcome call(Execution execution) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(execution.config().getString("url"))).build();
    var answer = execution.http().send(request);
    return Outcome.completed(new JsonObject().put("status", answer.statusCode()));
  }

  @AfterAll
  static void stop() {
    CoreFixture.await(egress.close());
    fixture.close();
  }

  private static JsonObject calling(Handler<HttpServerRequest> server) {
    var listening =
        fixture.core.vertx.createHttpServer().requestHandler(server).listen(0, "127.0.0.1");
    var url = "http://127.0.0.1:" + CoreFixture.await(listening).actualPort();
    return new JsonObject().put("config", new JsonObject().put("url", url));
  }

  @Test
  void a_thousand_executions_against_it_do_not_delay_those_against_another() {
    var unanswered = new ConcurrentLinkedQueue<HttpServerRequest>();
    var slow = calling(unanswered::add);
    var fast = calling(request -> request.response().end());
    for (int i = 0; i < SLOW; i++) {
      fixture.queued("calls", slow);
    }
    var wanted = new ArrayList<Task>();
    for (int i = 0; i < FAST; i++) {
      wanted.add(fixture.queued("calls", fast));
    }
    var engine = fixture.engine("engine-1", 128, () -> egress.load().waiting());
    // The fast ones are the last in the queue; not one of the slow ones has ended when they have.
    long end = System.nanoTime() + SECONDS.toNanos(120);
    while (wanted.stream().anyMatch(task -> status(task) != TaskStatus.COMPLETED)) {
      assertTrue(System.nanoTime() < end, () -> egress.load() + " held " + held(engine));
      fixture.on(() -> engine.dispatcher().runOnce());
    }
    assertTrue(held(engine) >= SLOW, () -> "held " + held(engine));
    assertTrue(unanswered.size() <= CALLS_A_HOST, () -> unanswered.size() + " calls at a time");
    fixture.on(engine::leave);
  }

  private static TaskStatus status(Task task) {
    return fixture.core.get(task.key()).progress().status();
  }

  private static int held(Engine engine) {
    return fixture.on(() -> Future.succeededFuture(engine.dispatcher().held().size()));
  }
}
