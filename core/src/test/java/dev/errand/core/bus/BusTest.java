package dev.errand.core.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  record Echo(Object thing) implements Query<Object> {}

  record Impatient() implements Query<String> {
    @Override
    public Duration patience() {
      return Duration.ofMillis(50);
    }
  }

  record Told(Object thing) implements Notification {}

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private <R> R ask(Request<R> request) throws Exception {
    return bus.request(request).await(60, TimeUnit.SECONDS);
  }

  @Test
  void hands_over_the_same_reference_both_ways() throws Exception {
    var thing = new Object();
    bus.serve(Echo.class, echo -> Future.succeededFuture(echo.thing()));
    assertSame(thing, ask(new Echo(thing)));
  }

  @Test
  void a_failure_arrives_as_the_same_throwable_whether_thrown_or_returned() {
    var problem = new Problem.NotFound("task", UUID.randomUUID());
    bus.serve(
        Echo.class,
        echo -> {
          if (echo.thing().equals("throw")) {
            throw problem;
          }
          return Future.failedFuture(problem);
        });
    assertSame(problem, assertThrows(Problem.NotFound.class, () -> ask(new Echo("throw"))));
    assertSame(problem, assertThrows(Problem.NotFound.class, () -> ask(new Echo("return"))));
  }

  @Test
  void without_a_server_it_says_that_the_service_is_not_there() {
    var problem = assertThrows(Problem.Unavailable.class, () -> ask(new Echo("x")));
    assertTrue(
        String.valueOf(problem.getMessage()).contains("nobody serves Echo"), problem::getMessage);
  }

  @Test
  void an_answer_that_does_not_come_ends_the_patience() {
    bus.serve(Impatient.class, asked -> Promise.<String>promise().future());
    assertThrows(Problem.Unavailable.class, () -> ask(new Impatient()));
  }

  @Test
  void tells_every_listener() throws Exception {
    var one = new CompletableFuture<Object>();
    var other = new CompletableFuture<Object>();
    bus.listen(Told.class, told -> one.complete(told.thing()));
    bus.listen(Told.class, told -> other.complete(told.thing()));
    bus.publish(new Told("news"));
    assertEquals("news", one.get(60, TimeUnit.SECONDS));
    assertEquals("news", other.get(60, TimeUnit.SECONDS));
  }
}
