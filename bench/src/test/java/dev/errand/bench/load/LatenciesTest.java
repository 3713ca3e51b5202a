package dev.errand.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void a_percentile_is_the_least_that_the_share_does_not_exceed() {
    var latencies = new Latencies();
    for (int i = 100; i >= 1; i--) {
      latencies.add(i);
    }
    assertEquals(50, latencies.percentile(0.5));
    assertEquals(99, latencies.percentile(0.99));
    assertEquals(100, latencies.percentile(1));
    latencies.add(1000);
    assertEquals(51, latencies.percentile(0.5));
    assertEquals(1000, latencies.percentile(1));
  }

  @Test
  void there_is_no_percentile_of_nothing() {
    assertEquals(0, new Latencies().percentile(0.99));
  }

  @Test
  void keeps_more_than_it_had_room_for() {
    var latencies = new Latencies();
    for (int i = 1; i <= 100_000; i++) {
      latencies.add(i);
    }
    assertEquals(100_000, latencies.count());
    assertEquals(99_000, latencies.percentile(0.99));
  }

  @Test
  void those_of_several_count_together() {
    var merged =
        Latencies.merged(List.of(Latencies.of(List.of(5L, 1L)), Latencies.of(List.of(3L))));
    assertEquals(3, merged.count());
    assertEquals(3, merged.percentile(0.5));
  }
}
