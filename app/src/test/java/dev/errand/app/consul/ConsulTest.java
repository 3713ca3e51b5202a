package dev.errand.app.consul;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.migrations.testing.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.consul.ConsulClient;
import io.vertx.ext.consul.ServiceEntry;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ConsulTest {

  @TempDir private Path folder;
  private ConsulServer consul;

  @BeforeEach
  void prepare() throws IOException {
    consul = new ConsulServer(folder);
    ConsulServer.assumePresent();
  }

  @AfterEach
  void stop() throws InterruptedException {
    consul.stop();
  }

  @Test
  void lists_the_node_with_a_passing_check_tags_and_short_meta_values(Vertx vertx)
      throws Exception {
    consul.start();
    int port = healthyServer(vertx, "a");
    Registrar registrar = registrar(vertx, instance("a", port));
    registrar.start();
    ServiceEntry entry = eventually(() -> passing(vertx)).getFirst();
    assertEquals(List.of("v1", "task", "todo", "scheduler"), entry.getService().getTags());
    assertEquals(port, entry.getService().getPort());
    assertEquals(Map.of("routes", "x".repeat(512)), entry.getService().getMeta());
    assertEquals(Registrar.State.REGISTERED, registrar.state());
    registrar.stop().await(60, SECONDS);
    assertTrue(passing(vertx).isEmpty());
  }

  @Test
  void registers_again_when_the_agent_forgot_the_node(Vertx vertx) throws Exception {
    Registrar registrar = registrar(vertx, instance("a", healthyServer(vertx, "a")));
    consul.start();
    registrar.start();
    eventually(() -> passing(vertx));
    consul.stop();
    registrar.runOnce().await(60, SECONDS);
    assertEquals(Registrar.State.AWAY, registrar.state());
    consul.start();
    eventually(() -> passing(vertx));
    registrar.stop().await(60, SECONDS);
  }

  /** Away at the start, then 500, then back with the node forgotten, then away once more. */
  @Test
  void says_once_in_each_outage_what_is_wrong_however_often_it_looks(Vertx vertx) throws Exception {
    consul.start();
    eventually(() -> passing(vertx, "consul"));
    try (var front = new Front(vertx, consul.port());
        var log = new LogLines(Registrar.class, Peers.class)) {
      front.stands(Front.Mood.SILENT);
      var node = instance("a", healthyServer(vertx, "a"));
      var registrar = new Registrar(vertx, front.agent(), node, new Random(1));
      var directory = new ConsulDirectory(vertx, front.agent(), new Random(1));
      for (var outage : List.of(Front.Mood.SILENT, Front.Mood.BROKEN)) {
        front.stands(outage);
        look(registrar, 100);
        assertThrows(IOException.class, () -> next(directory));
        assertEquals(Registrar.State.AWAY, registrar.state());
      }
      assertEquals(1, log.of(Registrar.class, "WARN").size(), log::toString);
      assertEquals(1, log.of(Peers.class, "WARN").size(), log::toString);

      front.stands(Front.Mood.WELL);
      look(registrar, 1);
      eventually(() -> List.of(next(directory)));
      assertEquals(Registrar.State.REGISTERED, registrar.state());
      ask(vertx, client -> client.deregisterService(node.id()));
      look(registrar, 1);
      eventually(() -> passing(vertx));

      front.stands(Front.Mood.BROKEN);
      look(registrar, 100);
      assertEquals(2, log.of(Registrar.class, "WARN").size(), log::toString);
      front.stands(Front.Mood.WELL);
      look(registrar, 100);
      assertEquals(
          List.of("Registered with", "Registered again", "Consul at"),
          log.of(Registrar.class, "INFO").stream().map(ConsulTest::firstTwoWords).toList());
      registrar.stop().await(60, SECONDS);
      directory.close().await(60, SECONDS);
    }
  }

  private static String firstTwoWords(String line) {
    return line.replaceAll("^(\\S+ \\S+) .*$", "$1");
  }

  private static void look(Registrar registrar, int times) throws TimeoutException {
    for (int i = 0; i < times; i++) {
      registrar.runOnce().await(60, SECONDS);
    }
  }

  @Test
  void starts_and_stops_without_a_consul(Vertx vertx) throws Exception {
    Registrar registrar = registrar(vertx, instance("a", 1));
    registrar.start();
    registrar.runOnce().await(60, SECONDS);
    assertEquals(Registrar.State.AWAY, registrar.state());
    registrar.stop().await(60, SECONDS);
  }

  @Test
  void takes_healthy_peers_in_turn_and_never_a_lost_one(Vertx vertx) throws Exception {
    consul.start();
    int one = healthyServer(vertx, "one");
    int other = healthyServer(vertx, "other");
    Registrar first = registrar(vertx, instance("one", one));
    Registrar second = registrar(vertx, instance("other", other));
    first.start();
    second.start();
    eventually(() -> passing(vertx).size() == 2 ? List.of(true) : List.of());

    ConsulDirectory directory = new ConsulDirectory(vertx, consul.agent(), new Random(1));
    assertNotEquals(next(directory), next(directory));

    var callable = List.of(next(directory), next(directory));
    assertTrue(directory.leaveOut("task_service", callable.getFirst()));
    assertEquals(callable.getLast(), next(directory));
    assertEquals(callable.getLast(), next(directory));
    assertFalse(directory.leaveOut("task_service", callable.getLast()), "the last one stays");

    second.stop().await(60, SECONDS);
    eventually(() -> ports(directory).equals(List.of(one, one)) ? List.of(true) : List.of());
    directory.close().await(60, SECONDS);
  }

  @Test
  void says_that_consul_knows_no_healthy_peer(Vertx vertx) throws Exception {
    consul.start();
    eventually(() -> passing(vertx, "consul"));
    ConsulDirectory directory = new ConsulDirectory(vertx, consul.agent(), new Random(1));
    IOException nobody = assertThrows(IOException.class, () -> next(directory));
    assertEquals("Consul lists no healthy instance of task_service", nobody.getMessage());
    directory.close().await(60, SECONDS);
  }

  @Test
  void says_that_consul_is_away(Vertx vertx) {
    ConsulDirectory directory = new ConsulDirectory(vertx, consul.agent(), new Random(1));
    IOException away = assertThrows(IOException.class, () -> next(directory));
    assertFalse(away.toString().contains("lists no healthy"), away.toString());
  }

  private Registrar registrar(Vertx vertx, Instance instance) {
    return new Registrar(vertx, consul.agent(), instance, new Random(1));
  }

  private static Instance instance(String host, int port) {
    return Instance.of("task_service", host, "127.0.0.1", port)
        .describing(Map.of("routes", "x".repeat(600)));
  }

  private static int healthyServer(Vertx vertx, String name) throws TimeoutException {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(name))
        .listen(0, "127.0.0.1")
        .await(60, SECONDS)
        .actualPort();
  }

  private static SocketAddress next(ConsulDirectory directory) throws TimeoutException {
    return directory.instanceOf("task_service").await(60, SECONDS);
  }

  private static List<Integer> ports(ConsulDirectory directory) throws TimeoutException {
    return List.of(next(directory).port(), next(directory).port());
  }

  private List<ServiceEntry> passing(Vertx vertx) throws TimeoutException {
    return passing(vertx, "task_service");
  }

  private List<ServiceEntry> passing(Vertx vertx, String service) throws TimeoutException {
    return ask(vertx, client -> client.healthServiceNodes(service, true)).getList();
  }

  private <T> T ask(Vertx vertx, Function<ConsulClient, Future<T>> question)
      throws TimeoutException {
    ConsulClient client = consul.agent().client(vertx, Duration.ZERO);
    return question
        .apply(client)
        .eventually(
            () -> {
              client.close();
              return Future.succeededFuture();
            })
        .await(60, SECONDS);
  }

  /**
   * Asks again until something is found; an agent that is registered with before it has a leader
   * tells the catalogue 15 s later.
   */
  private static <T> List<T> eventually(Callable<List<T>> question) throws Exception {
    return Eventually.eventually("something", () -> tried(question), found -> !found.isEmpty());
  }

  private static <T> List<T> tried(Callable<List<T>> question) throws Exception {
    try {
      return question.call();
    } catch (IOException | VertxException e) {
      return List.of(); // still starting
    }
  }
}
