package dev.errand.bench.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.errand.bench.load.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Is told of events by webhook, and refuses some, each of which is to come again. */
final class WebhookReceiver implements AutoCloseable {

  private static final int REFUSED = 50;
  private static final int CREATED = 201;

  private final HttpServer server;
  private final SequencedSet<String> received = new LinkedHashSet<>();
  private final AtomicInteger calls = new AtomicInteger();

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /** Listens, and has a service tell it of the beginning and of the end of tasks from now on. */
  static WebhookReceiver subscribe(InetSocketAddress service) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var receiver = new WebhookReceiver(server);
    server.createContext("/", receiver::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    try (var wire = Wire.connect(service)) {
      var json =
          """
          {"url":"http://127.0.0.1:%d/","event_types":["%s","%s"]}"""
              .formatted(server.getAddress().getPort(), Ledger.CREATED, Ledger.COMPLETED);
      wire.post("/api/v1/webhooks", json).require(CREATED);
    }
    return receiver;
  }

  private void take(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    boolean refused = calls.incrementAndGet() % REFUSED == 0;
    if (!refused) {
      synchronized (received) {
        received.add(exchange.getRequestHeaders().getFirst("webhook-id"));
      }
    }
    exchange.sendResponseHeaders(refused ? 500 : 204, -1);
    exchange.close();
  }

  /** The ids of all events as each came first. */
  SequencedSet<String> received() {
    synchronized (received) {
      return new LinkedHashSet<>(received);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
