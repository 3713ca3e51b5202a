package dev.errand.bench.scenario;

import dev.errand.bench.report.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One who does the work of a scenario.
 *
 * @param name for people
 * @param work does it for so long, and measures itself
 * @param settle clears up after it, so that the next side finds a quiet machine
 */
record Side(String name, Work work, Runnable settle) {

  /** Work that can go on for any length of time. */
  @FunctionalInterface
  interface Work {
    Sample during(Duration time);
  }

  /** Warms each side up, then measures them in turn, so that none has the better hours. */
  static Map<String, List<Sample>> measure(List<Side> sides, Options options) {
    for (var side : sides) {
      Stage.say("  warming up: " + side.name());
      side.work.during(options.warmUp());
      side.settle.run();
    }
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int run = 1; run <= options.runs(); run++) {
      for (var side : sides) {
        var sample = side.work.during(options.interval());
        samples.computeIfAbsent(side.name(), name -> new ArrayList<>()).add(sample);
        Stage.say(
            "  run %d of %d: %s: %,.0f/s"
                .formatted(run, options.runs(), side.name(), sample.perSecond()));
        side.settle.run();
      }
    }
    return samples;
  }
}
