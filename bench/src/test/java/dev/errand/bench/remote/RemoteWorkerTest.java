package dev.errand.bench.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteWorkerTest {

  private final Set<String> held = new HashSet<>();
  private int left = 250;
  private int status = 200;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/queue/claim", this::claim);
    server.createContext("/api/v1/queue/outcomes", this::outcomes);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void claim(HttpExchange exchange) throws IOException {
    int max = read(exchange).getInteger("max");
    var items = new JsonArray();
    for (; items.size() < max && left > 0; left--) {
      var id = UUID.randomUUID().toString();
      held.add(id);
      var execution = new JsonObject().put("id", id).put("attempt", 1);
      var task = new JsonObject().put("id", UUID.randomUUID().toString());
      items.add(
          new JsonObject().put("task", task).put("execution", execution).put("lease_token", "17"));
    }
    answer(exchange, items.isEmpty() ? 204 : 200, new JsonObject().put("items", items));
  }

  private void outcomes(HttpExchange exchange) throws IOException {
    var items = new JsonArray();
    for (var each : read(exchange).getJsonArray("outcomes")) {
      var outcome = (JsonObject) each;
      var id = outcome.getString("execution_id");
      boolean known = outcome.getString("lease_token").equals("17") && held.remove(id);
      items.add(new JsonObject().put("execution_id", id).put("status", known ? status : 404));
    }
    answer(exchange, 200, new JsonObject().put("items", items));
  }

  private static JsonObject read(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    return new JsonObject(new String(body, StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, JsonObject json)
      throws IOException {
    var bytes = json.encode().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    if (status != 204) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Test
  void ends_everything_that_it_can_claim() throws IOException {
    assertEquals(250, new RemoteWorker(server.getAddress(), "worker").drain());
    assertEquals(Set.of(), held);
  }

  @Test
  void does_not_pass_over_a_refused_outcome() {
    status = 409;
    var worker = new RemoteWorker(server.getAddress(), "worker");
    assertThrows(IllegalStateException.class, worker::drain);
  }
}
