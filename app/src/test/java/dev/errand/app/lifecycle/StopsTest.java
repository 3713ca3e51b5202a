package dev.errand.app.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> stopped = new ArrayList<>();
  private final Stops stops = new Stops(LONG);

  @Test
  void stops_in_the_opposite_order_of_starting() {
    add("database");
    add("engine");
    add("http");
    stops.run();
    assertEquals(List.of("http", "engine", "database"), stopped);
  }

  @Test
  void stops_nothing_twice() {
    add("http");
    stops.run();
    stops.run();
    assertEquals(List.of("http"), stopped);
  }

  @Test
  void goes_on_when_a_step_fails() {
    add("database");
    stops.add(
        "thrower",
        LONG,
        () -> {
          throw new IllegalStateException("broken");
        });
    stops.add("failing", LONG, () -> Future.failedFuture("broken"));
    stops.run();
    assertEquals(List.of("database"), stopped);
  }

  @Test
  void goes_on_when_a_step_hangs() {
    add("database");
    stops.add("hanging", Duration.ofMillis(20), () -> Promise.promise().future());
    assertTimeoutPreemptively(LONG, stops::run);
    assertEquals(List.of("database"), stopped);
  }

  @Test
  void waits_for_what_blocks() {
    stops.addBlocking("files", LONG, () -> stopped.add("files"));
    stops.run();
    assertEquals(List.of("files"), stopped);
  }

  private void add(String name) {
    stops.add(
        name,
        LONG,
        () -> {
          stopped.add(name);
          return Future.succeededFuture();
        });
  }
}
