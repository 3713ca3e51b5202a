package dev.errand.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.errand.bench.load.PacedLoad.Sender;
import dev.errand.bench.load.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One client, and a crowd of them, against a server that notes what it is asked. */
class SequenceTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          var answer = "{\"id\":\"t-1\",\"title\":\"x\"}".getBytes(StandardCharsets.UTF_8);
          boolean known = !exchange.getRequestURI().getPath().equals("/unknown");
          exchange.sendResponseHeaders(known ? 200 : 404, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sends_what_the_caller_says_and_reads_the_id() throws IOException {
    try (var wire = Wire.connect(server.getAddress())) {
      assertEquals("t-1", wire.get("/a").require(200).id());
      wire.send("PATCH", "/a", "{\"b\":1}").require(200);
      wire.send("DELETE", "/a", "").require(200);
      wire.post("/c", "{}").require(200);
    }
    assertEquals(List.of("GET /a ", "PATCH /a {\"b\":1}", "DELETE /a ", "POST /c {}"), asked);
  }

  @Test
  void one_client_sends_its_requests_one_after_the_other_until_there_are_enough() {
    Sender sender = (wire, number) -> wire.get("/" + number).require(200);
    var work = Sequence.run(LONG, 3, server.getAddress(), sender);
    assertEquals(3, work.count());
    assertEquals(List.of("GET /0 ", "GET /1 ", "GET /2 "), asked);
  }

  @Test
  void a_crowd_sends_different_numbers_and_all_of_its_requests_count() {
    Set<Long> numbers = java.util.Collections.synchronizedSet(new HashSet<>());
    Sender sender =
        (wire, number) -> {
          wire.get("/" + number).require(200);
          numbers.add(number);
        };
    var work = Crowd.during(Duration.ofMillis(50), 4, server.getAddress(), sender);
    assertTrue(work.count() >= 4, work::toString);
    assertEquals(work.count(), numbers.size());
  }

  @Test
  void an_answer_that_is_not_due_ends_it() {
    Sender sender = (wire, number) -> wire.get("/unknown").require(200);
    var failure =
        assertThrows(
            IllegalStateException.class, () -> Crowd.during(LONG, 2, server.getAddress(), sender));
    assertTrue(String.valueOf(failure.getMessage()).contains("404 where 200 was due"));
  }
}
