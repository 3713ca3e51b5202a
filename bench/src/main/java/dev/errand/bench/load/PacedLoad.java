package dev.errand.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Requests at a steady rate, whether or not the last ones have been answered. */
public final class PacedLoad {

  private static final int CONNECTIONS = 8;

  private final Plan plan;

  private PacedLoad(Plan plan) {
    this.plan = plan;
  }

  /**
   * What to do.
   *
   * @param perSecond how many requests to send
   * @param time for how long
   */
  public record Plan(InetSocketAddress target, int perSecond, Duration time, Sender sender) {}

  /** Sends one request and looks at its answer; called from several threads. */
  @FunctionalInterface
  public interface Sender {
    /** The number counts the requests. */
    void send(Wire wire, long number) throws IOException;
  }

  /**
   * Carries out a plan; answers how many requests were sent.
   *
   * @throws IllegalStateException when one of them fails
   */
  public static long run(Plan plan) {
    var load = new PacedLoad(plan);
    long start = System.nanoTime();
    try (var pool = Executors.newFixedThreadPool(CONNECTIONS)) {
      var shares =
          IntStream.range(0, CONNECTIONS)
              .mapToObj(lane -> pool.submit(() -> load.drive(start, lane)))
              .toList();
      long sent = 0;
      for (Future<Long> share : shares) {
        sent += share.get();
      }
      return sent;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted under load", e);
    }
  }

  /** Every eighth request; one that is late goes out at once. */
  private long drive(long start, int lane) throws IOException {
    long sent = 0;
    long total = plan.perSecond() * plan.time().toMillis() / 1000;
    try (var wire = Wire.connect(plan.target())) {
      for (long number = lane; number < total; number += CONNECTIONS) {
        long at = start + number * 1_000_000_000L / plan.perSecond();
        for (long ahead = at - System.nanoTime(); ahead > 0; ahead = at - System.nanoTime()) {
          LockSupport.parkNanos(ahead);
        }
        plan.sender().send(wire, number);
        sent++;
      }
    }
    return sent;
  }
}
