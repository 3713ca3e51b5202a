package dev.errand.bench.scenario;

import dev.errand.bench.load.Latencies;
import dev.errand.bench.load.PacedLoad.Sender;
import dev.errand.bench.load.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Requests of one client, each sent when the last has been answered. */
final class Sequence {

  private Sequence() {}

  /** For so long. */
  static Meter.Work during(Duration time, InetSocketAddress target, Sender sender) {
    return run(time, Long.MAX_VALUE, target, sender);
  }

  /** For so long, and so many at most. */
  static Meter.Work run(Duration time, long most, InetSocketAddress target, Sender sender) {
    var latencies = new Latencies();
    long start = System.nanoTime();
    long now = start;
    try (var wire = Wire.connect(target)) {
      for (long number = 0; number < most && now - start < time.toNanos(); number++) {
        sender.send(wire, number);
        long after = System.nanoTime();
        latencies.add(after - now);
        now = after;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Meter.Work(latencies.count(), Duration.ofNanos(now - start), latencies);
  }
}
