package dev.errand.bench.scenario;

import dev.errand.bench.load.Latencies;
import dev.errand.bench.load.PacedLoad.Sender;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Many clients at once, each as in a {@link Sequence}. */
final class Crowd {

  private Crowd() {}

  /**
   * Lets them all work for so long; their requests bear different numbers.
   *
   * @throws IllegalStateException when a request fails
   */
  static Meter.Work during(Duration time, int clients, InetSocketAddress target, Sender sender) {
    try (var pool = Executors.newFixedThreadPool(clients)) {
      var shares =
          IntStream.range(0, clients)
              .mapToObj(
                  client ->
                      pool.submit(
                          () ->
                              Sequence.during(
                                  time,
                                  target,
                                  (wire, number) -> sender.send(wire, number * clients + client))))
              .toList();
      var all = new ArrayList<Latencies>();
      for (Future<Meter.Work> share : shares) {
        all.add(Objects.requireNonNull(share.get().latencies()));
      }
      var latencies = Latencies.merged(all);
      return new Meter.Work(latencies.count(), time, latencies);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted under load", e);
    }
  }
}
