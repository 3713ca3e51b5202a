package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.contract.Contract;
import dev.errand.api.feed.FeedMeans;
import dev.errand.api.feed.StreamPlaces;
import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.Gatekeeper;
import dev.errand.api.identity.IdentityMeans;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.identity.Ids;
import dev.errand.core.page.Page;
import dev.errand.core.task.HistoryEntry;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose neighbours fail, or that is stopped. */
class TroubleTest {

  private static final String TASK = "/api/v1/tasks/01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final WebClient client = WebClient.create(vertx);
  private HttpApiVerticle server = server();
  private String deployment = "";

  private HttpApiVerticle server() {
    var clock = new TestClock();
    var means =
        new TaskEndpoints.Means(
            bus, new TaskTypes(List.of()), new Ids(clock, new Random(1)), clock);
    var settings = new HttpSettings("127.0.0.1", 0, Duration.ofSeconds(20));
    var contract = CoreFixture.await(Contract.load(vertx));
    var egress = new Egress(vertx, EgressSettings.USUAL, Directory.NONE);
    var gatekeeper =
        Gatekeeper.of(AccessSettings.LOCAL, new IdentityMeans(vertx, bus, clock, egress));
    return new HttpApiVerticle(
        new HttpApi(
            settings,
            contract,
            means,
            gatekeeper,
            FeedMeans.of("task_service", new StreamPlaces(1, 1)),
            root -> {}));
  }

  @BeforeEach
  void start() {
    deployment = CoreFixture.await(vertx.deployVerticle(server));
  }

  @AfterEach
  void stop() {
    CoreFixture.await(vertx.close());
  }

  private HttpResponse<Buffer> get(String path) {
    return CoreFixture.await(client.get(server.port(), "127.0.0.1", path).send());
  }

  @Test
  void answers_503_while_nobody_serves() {
    var response = get(TASK);
    assertEquals(503, response.statusCode());
    assertEquals("1", response.getHeader("Retry-After"));
    assertEquals("unavailable", response.bodyAsJsonObject().getString("code"));
  }

  @Test
  void refuses_a_request_without_host() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var request = "GET /api/v1/tasks HTTP/1.1\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("\"code\":\"bad_request\""), answer);
      assertFalse(answer.contains("unknown"), answer);
    }
  }

  @Test
  void hides_what_a_fault_was() {
    bus.<dev.errand.core.task.Task, GetTask>serve(
        GetTask.class,
        query -> {
          throw new IllegalStateException("secret of the database");
        });
    var response = get(TASK);
    assertEquals(500, response.statusCode());
    var body = response.bodyAsJsonObject();
    assertEquals("Internal server error", body.getString("detail"));
    assertEquals(response.getHeader("X-Request-ID"), body.getString("request_id"));
    assertFalse(response.bodyAsString().contains("secret"));
  }

  @Test
  void lets_requests_in_flight_finish_when_it_stops() {
    Promise<Void> asked = Promise.promise();
    Promise<Page<HistoryEntry>> answer = Promise.promise();
    bus.<Page<HistoryEntry>, GetHistory>serve(
        GetHistory.class,
        query -> {
          asked.tryComplete();
          return answer.future();
        });
    var response = client.get(server.port(), "127.0.0.1", TASK + "/history").send();
    CoreFixture.await(asked.future());
    var stopping = vertx.undeploy(deployment);
    assertFalse(stopping.isComplete());
    answer.complete(new Page<>(List.of(), 0, null));
    assertEquals(200, CoreFixture.await(response).statusCode());
    CoreFixture.await(stopping);
  }

  @Test
  void gives_all_its_instances_one_free_port() {
    var instances = new ConcurrentLinkedQueue<>(List.of(server(), server()));
    var started = List.copyOf(instances);
    Supplier<HttpApiVerticle> next = instances::remove;
    CoreFixture.await(vertx.deployVerticle(next, new DeploymentOptions().setInstances(2)));
    assertTrue(started.get(0).port() > 0);
    assertEquals(started.get(0).port(), started.get(1).port());
  }

  @Test
  void answers_in_json_what_it_cannot_read() {
    var wrong =
        Map.of(
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n",
            414,
            "GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
            431,
            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            400);
    wrong.forEach(
        (request, status) -> {
          var answer = raw(request);
          assertTrue(answer.matches("(?s)HTTP/1\\.[01] " + status + ".*"), answer);
          assertTrue(answer.contains("\"status\":" + status), answer);
        });
  }

  /** Everything that the server sends until it closes the connection. */
  private String raw(String request) {
    Promise<String> answer = Promise.promise();
    var received = Buffer.buffer();
    CoreFixture.await(vertx.createNetClient().connect(server.port(), "127.0.0.1"))
        .handler(received::appendBuffer)
        .closeHandler(closed -> answer.tryComplete(received.toString()))
        .write(request);
    return CoreFixture.await(answer.future());
  }

  @Test
  void speaks_http_2_without_encryption() {
    var options =
        new WebClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    var response =
        CoreFixture.await(
            WebClient.create(vertx, options)
                .post(server.port(), "127.0.0.1", "/api/v1/tasks")
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer("{\"title\":5}")));
    assertEquals(HttpVersion.HTTP_2, response.version());
    assertEquals(422, response.statusCode());
  }
}
