package dev.errand.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Requests over keep-alive connections, on each the next as soon as the last is answered. It runs
 * on the calling thread alone, on sockets without any library: every cycle it uses is missing on
 * the other side.
 */
public final class HttpLoad {

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

  private final Selector selector;
  private final long stopAt;
  private final Latencies latencies = new Latencies();
  private long left;
  private int underWay;

  private HttpLoad(Selector selector, long stopAt, long requests) {
    this.selector = selector;
    this.stopAt = stopAt;
    this.left = requests;
  }

  /**
   * What to do.
   *
   * @param until when to send no more; what is under way then is waited for
   */
  public record Plan(
      InetSocketAddress target, int connections, Until until, RequestTemplate requests) {}

  /** Whichever comes first. */
  public record Until(Duration time, long requests) {

    /** As many requests as can be answered in that time. */
    public static Until after(Duration time) {
      return new Until(time, Long.MAX_VALUE);
    }
  }

  /** What was answered, from the first request to the last answer. */
  public record Result(Duration elapsed, Latencies latencies) {}

  /**
   * Carries out a plan.
   *
   * @throws IllegalStateException at the first answer that is not 2xx, and when answers stay away
   */
  public static Result run(Plan plan) {
    try (var selector = Selector.open()) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < plan.connections(); i++) {
        clients.add(Client.connect(plan.target(), selector, plan.requests()));
      }
      try {
        long start = System.nanoTime();
        var until = plan.until();
        var load = new HttpLoad(selector, start + until.time().toNanos(), until.requests());
        load.drive(clients);
        return new Result(Duration.ofNanos(System.nanoTime() - start), load.latencies);
      } finally {
        for (var key : selector.keys()) {
          key.channel().close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void drive(List<Client> clients) throws IOException {
    for (var client : clients) {
      underWay++;
      sendOrStop(client, System.nanoTime());
    }
    Consumer<SelectionKey> proceed = key -> proceed((Client) key.attachment());
    while (underWay > 0) {
      if (selector.select(proceed, 1000) == 0
          && System.nanoTime() > stopAt + LONGEST_ANSWER.toNanos()) {
        throw new IllegalStateException(
            "%d requests have not been answered within %s".formatted(underWay, LONGEST_ANSWER));
      }
    }
  }

  private void proceed(Client client) {
    try {
      if (!client.proceed()) {
        return;
      }
      long now = System.nanoTime();
      latencies.add(now - client.sentAt());
      if (client.response().status() / 100 != 2) {
        throw new IllegalStateException("unexpected answer: " + client.response().excerpt());
      }
      sendOrStop(client, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sendOrStop(Client client, long now) throws IOException {
    if (now < stopAt && left > 0) {
      left--;
      client.send();
    } else {
      underWay--;
    }
  }
}
