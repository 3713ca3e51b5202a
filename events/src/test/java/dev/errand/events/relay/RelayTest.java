package dev.errand.events.relay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.Reader;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.Events;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgSettings;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A relay between a real outbox and a publisher that fails as the test says. */
@ExtendWith(VertxExtension.class)
class RelayTest {

  private static final String A = "01890000-0000-7000-8000-00000000000a";
  private static final String B = "01890000-0000-7000-8000-00000000000b";
  private static final Duration HELD = Duration.ofSeconds(15);

  private final TestDatabase database = TestDatabase.create();
  private final Memory memory = new Memory();
  private Pg pg;
  private Bus bus;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private boolean dies;

  @BeforeEach
  void open(Vertx vertx) {
    var connect =
        new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.name())
            .setUser(database.user())
            .setPassword(database.password());
    pg = Pg.open(vertx, new PgSettings(connect, 4, 100, PgSettings.Timing.USUAL));
    bus = new Bus(vertx);
    var events = new Events(pg);
    bus.serve(ReadFeed.class, events::read);
    bus.serve(
        AdvanceFeed.class,
        command -> dies ? Future.failedFuture("the relay died") : events.advance(command));
    bus.serve(ReleaseFeed.class, events::release);
  }

  @AfterEach
  void close() throws Exception {
    pg.close().await(60, SECONDS);
    database.close();
  }

  @Test
  void publishes_batch_by_batch_until_nothing_is_left() throws Exception {
    write(A, "created");
    write(B, "created");
    write(A, "deleted");
    var relay = relay("one", 2);
    var told = new AtomicInteger();
    relay.onMore(told::incrementAndGet);
    assertEquals(2, pass(relay));
    assertEquals(1, pass(relay));
    assertEquals(0, pass(relay));
    assertEquals(1, told.get(), "only a full batch leaves more to do");
    assertEquals(List.of("a created", "b created", "a deleted"), memory.published);
  }

  @Test
  void a_failure_holds_up_its_task_and_no_other_and_is_repeated_without_a_double()
      throws Exception {
    write(A, "created");
    write(B, "created");
    write(A, "deleted");
    write(B, "deleted");
    memory.failing.add("a created");
    var relay = relay("one", 10);
    assertThrows(Exception.class, () -> pass(relay));
    assertEquals(List.of("b created", "b deleted"), memory.published);
    assertTrue(memory.doubted);
    memory.failing.clear();
    assertEquals(4, pass(relay));
    assertEquals(List.of("b created", "b deleted", "a created", "a deleted"), memory.published);
  }

  @Test
  void moves_on_past_what_arrived_before_a_failure() throws Exception {
    write(A, "created");
    write(B, "created");
    memory.failing.add("b created");
    assertThrows(Exception.class, () -> pass(relay("one", 10)));
    memory.failing.clear();
    assertEquals(1, pass(relay("one", 10)));
    assertEquals(Map.of("a created", 1, "b created", 2), memory.attempts);
  }

  @Test
  void a_relay_that_dies_before_it_moved_on_is_followed_by_the_same_ids() throws Exception {
    write(A, "created");
    write(A, "cancelled");
    dies = true;
    assertThrows(Exception.class, () -> pass(relay("one", 10)));
    var first = Set.copyOf(memory.ids);
    dies = false;
    memory.ids.clear();
    assertEquals(0, pass(relay("two", 10)), "the right of the dead one has not run out");
    now = now.plus(HELD).plusMillis(1);
    assertEquals(2, pass(relay("two", 10)));
    assertEquals(first, memory.ids);
    assertEquals(List.of("a created", "a cancelled", "a status_changed"), memory.published);
  }

  @Test
  void of_two_relays_one_publishes() throws Exception {
    write(A, "created");
    var one = relay("one", 10);
    var two = relay("two", 10);
    assertEquals(1, pass(one));
    write(B, "created");
    assertEquals(0, pass(two));
    one.release().await(60, SECONDS);
    assertEquals(1, pass(two));
    assertEquals(0, pass(one));
  }

  @Test
  void reads_nothing_while_there_is_no_connection() throws Exception {
    write(A, "created");
    memory.connected = false;
    assertEquals(0, pass(relay("one", 10)));
    memory.connected = true;
    assertEquals(1, pass(relay("two", 10)), "a relay without a connection took the right");
  }

  @Test
  void an_answer_that_never_comes_ends_the_pass() throws Exception {
    write(A, "created");
    write(B, "created");
    memory.silent.add("b created");
    assertThrows(Exception.class, () -> pass(relay("one", 10)));
    memory.silent.clear();
    assertEquals(1, pass(relay("one", 10)));
    assertEquals(List.of("a created", "b created"), memory.published);
  }

  private Relay relay(String holder, int batch) {
    var settings =
        new RelaySettings(
            new Reader("nats", holder), "task_service", batch, HELD, Duration.ofSeconds(1));
    return new Relay(bus, memory, () -> now, settings);
  }

  private static int pass(Relay relay) throws Exception {
    return relay.runOnce().await(60, SECONDS);
  }

  private void write(String task, String verb) throws SQLException {
    try (var connection = database.connect();
        var insert =
            connection.prepareStatement(
                """
                insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
                values ('2026-03-01T11:00:00Z', ?, 'acme', ?::uuid, ?, '{}')
                """)) {
      insert.setObject(1, UUID.randomUUID());
      insert.setString(2, task);
      insert.setString(3, verb);
      insert.executeUpdate();
    }
  }

  /** Keeps what it is given, once for each id, as a stream with a duplicate window does. */
  private static final class Memory implements Publisher {
    final List<String> published = new ArrayList<>();
    final Set<UUID> ids = new HashSet<>();
    final Map<String, Integer> attempts = new HashMap<>();
    final Set<String> failing = new HashSet<>();
    final Set<String> silent = new HashSet<>();
    boolean connected = true;
    boolean doubted;
    private final Set<UUID> kept = new HashSet<>();

    @Override
    public boolean connected() {
      return connected;
    }

    @Override
    public Future<Void> prepare() {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> publish(CloudEvent event) {
      var task = event.task().taskId().toString();
      var text = task.charAt(task.length() - 1) + " " + event.verb();
      attempts.merge(text, 1, Integer::sum);
      if (failing.contains(text)) {
        return Future.failedFuture("on purpose");
      }
      if (silent.contains(text)) {
        return Promise.<Void>promise().future();
      }
      ids.add(event.id());
      if (kept.add(event.id())) {
        published.add(text);
      }
      return Future.succeededFuture();
    }

    @Override
    public void doubt() {
      doubted = true;
    }
  }
}
