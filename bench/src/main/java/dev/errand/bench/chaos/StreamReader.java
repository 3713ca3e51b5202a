package dev.errand.bench.chaos;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.CountDownLatch;

/**
 * Follows the events of the tenant as a browser does: from one service as long as that answers,
 * then from the next, after the last event that has come. Runs on a thread of its own for good.
 */
final class StreamReader implements Runnable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 500;
  private static final String ID = "id: ";
  private static final String DATA = "data: ";

  private final List<InetSocketAddress> services;
  private final SequencedSet<String> received = new LinkedHashSet<>();
  private final CountDownLatch following = new CountDownLatch(1);
  private String place = "";

  private StreamReader(List<InetSocketAddress> services) {
    this.services = services;
  }

  /** Follows what happens from now on. */
  static StreamReader follow(List<InetSocketAddress> services) throws InterruptedException {
    var reader = new StreamReader(services);
    Thread.ofPlatform().daemon().start(reader);
    reader.following.await();
    return reader;
  }

  /** The ids of all events as each came first. */
  SequencedSet<String> received() {
    synchronized (received) {
      return new LinkedHashSet<>(received);
    }
  }

  @Override
  public void run() {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      for (int turn = 0; ; turn++) {
        read(client, services.get(turn % services.size()));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(HttpClient client, InetSocketAddress service) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/api/v1/stream".formatted(service.getPort())));
    if (!place.isEmpty()) {
      request.header("Last-Event-ID", place);
    }
    try (var lines = client.send(request.build(), BodyHandlers.ofLines()).body()) {
      lines.forEach(this::take);
    } catch (IOException | UncheckedIOException brokenOff) {
      // Goes on elsewhere.
    }
  }

  private void take(String line) {
    if (line.startsWith(ID)) {
      place = line.substring(ID.length());
      following.countDown();
    } else if (line.startsWith(DATA)) {
      synchronized (received) {
        received.add(new JsonObject(line.substring(DATA.length())).getString("id"));
      }
    }
  }
}
