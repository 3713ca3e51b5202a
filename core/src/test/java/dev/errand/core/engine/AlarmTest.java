package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class AlarmTest {

  @Test
  void rings_once_at_the_earliest_of_its_times_and_never_before_it(Vertx vertx)
      throws TimeoutException {
    Promise<Instant> rang = Promise.promise();
    var alarm = new Alarm(vertx, InstantSource.system(), Duration.ofSeconds(5));
    List<Instant> rings = new ArrayList<>();
    alarm.onRing(
        () -> {
          rings.add(Instant.now());
          rang.tryComplete(Instant.now());
        });
    var early = Instant.now().plusMillis(60);
    vertx.runOnContext(
        now -> {
          alarm.set(early.plusMillis(30));
          alarm.set(early);
          alarm.set(null);
          alarm.set(early.plusMillis(10));
        });
    var at = rang.future().await(60, TimeUnit.SECONDS);
    assertTrue(!at.isBefore(early), () -> at + " is before " + early);
    assertEquals(1, rings.size());
  }

  @Test
  void leaves_what_is_far_away_to_others(Vertx vertx) throws TimeoutException {
    Promise<String> rang = Promise.promise();
    var alarm = new Alarm(vertx, InstantSource.system(), Duration.ofMillis(100));
    alarm.onRing(() -> rang.tryComplete("rang"));
    vertx.runOnContext(
        now -> {
          alarm.set(Instant.now().plusSeconds(3600));
          // Were it set to the hour, it would not ring for this, which is no earlier.
          alarm.set(Instant.now().plusMillis(50));
        });
    assertEquals("rang", rang.future().await(60, TimeUnit.SECONDS));
  }
}
