package dev.errand.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.event.EventQuery.ReadEvents;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers change a few tasks at the same time, in transactions of every age and length; each
 * numbers the changes of a task under a lock on it. A reader must find each task's numbers without
 * a gap and in order.
 */
@ExtendWith(VertxExtension.class)
class EventOrderTest {

  private static final int WRITERS = 8;
  private static final int TRANSACTIONS = 120;
  private static final int TASKS = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void no_change_of_a_task_is_lost_or_overtaken(long seed, Vertx vertx) throws Exception {
    try (var feed = new Feed(vertx);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var writing = feed.begin();
        var reading = feed.begin()) {
      prepare(feed);
      Feed.write(writing, String.valueOf(TASKS));
      reading.createStatement().execute("set transaction isolation level repeatable read");
      reading.createStatement().execute("select count(*) from outbox");
      var writers = new ArrayList<Future<Void>>();
      for (int i = 0; i < WRITERS; i++) {
        var random = new Random(seed * 1000 + i);
        Callable<Void> writer = () -> write(feed, random);
        writers.add(threads.submit(writer));
      }
      var found = new Found();
      var replayed = new Replay(feed);
      var random = new Random(seed);
      while (!writers.stream().allMatch(Future::isDone)) {
        read(feed, random, found);
        replayed.read(random);
      }
      for (var writer : writers) {
        writer.get();
      }
      writing.commit();
      drain(feed, random, found);
      assertEquals(expected(feed), found.numbers);
      while (replayed.read(random)) {}
      assertEquals(expected(feed), replayed.found.numbers);
    }
  }

  /** A reader that keeps its place itself, as a text, and sometimes goes back to an earlier one. */
  private static final class Replay {
    private final FeedReads reads;
    private @Nullable String cursor;
    private Found found = new Found();

    Replay(Feed feed) {
      reads = new FeedReads(feed.pg);
    }

    boolean read(Random random) {
      var place = cursor == null ? null : FeedPlace.decode(cursor, "acme").orElseThrow();
      var read = new ReadEvents(Set.of("acme"), place, 1 + random.nextInt(40));
      var part = Feed.got(reads.read(read));
      if (random.nextInt(10) == 0) {
        return true;
      }
      if (random.nextInt(100) == 0) {
        cursor = null;
        found = new Found();
        return true;
      }
      found.add(part.events().stream().map(FeedEvent::event).toList());
      cursor = part.next().encode("acme");
      return part.more() || !part.events().isEmpty();
    }
  }

  private static void prepare(Feed feed) throws SQLException {
    feed.execute("create table counter (task integer primary key, changes integer not null)");
    feed.execute("insert into counter select task, 0 from generate_series(0, 5) task");
  }

  /** Each task's number of changes; the transaction held open made one of a further task. */
  private static Map<Integer, Integer> expected(Feed feed) throws SQLException {
    var expected = new HashMap<Integer, Integer>();
    try (var connection = feed.connect();
        var rows = connection.createStatement().executeQuery("select task, changes from counter")) {
      while (rows.next()) {
        expected.put(rows.getInt(1), rows.getInt(2));
      }
    }
    expected.put(TASKS, 1);
    return expected;
  }

  private static Void write(Feed feed, Random random) throws SQLException {
    try (var connection = feed.begin()) {
      for (int i = 0; i < TRANSACTIONS; i++) {
        transaction(connection, random);
      }
    }
    return null;
  }

  private static void transaction(Connection connection, Random random) throws SQLException {
    if (random.nextBoolean()) {
      connection.createStatement().execute("select pg_current_xact_id()");
    }
    var tasks = IntStream.range(0, TASKS).filter(task -> random.nextInt(3) == 0).boxed().toList();
    for (int task : tasks) {
      if (random.nextInt(4) == 0) {
        var savepoint = connection.setSavepoint();
        change(connection, task);
        connection.rollback(savepoint);
      }
      change(connection, task);
    }
    if (random.nextInt(5) == 0) {
      connection.rollback();
    } else {
      connection.commit();
    }
  }

  private static void change(Connection connection, int task) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            with locked as (
              update counter set changes = changes + 1 where task = ? returning task, changes
            )
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
            select '2026-03-01T11:00:00Z', ?, 'acme', ?, task, jsonb_build_object('n', changes)
            from locked
            """)) {
      statement.setInt(1, task);
      statement.setObject(2, UUID.randomUUID());
      statement.setObject(3, UUID.randomUUID());
      statement.executeUpdate();
    }
  }

  /** As a relay would, with all that can go wrong: parts of batches, take-overs, late advances. */
  private static void read(Feed feed, Random random, Found found) {
    var holder = random.nextInt(10) == 0 ? "two" : "one";
    if (random.nextInt(10) == 0) {
      feed.now = feed.now.plus(Feed.HELD).plusMillis(1);
    }
    var batch = feed.read(holder, 1 + random.nextInt(40));
    if (batch.events().isEmpty() || random.nextInt(10) == 0) {
      return;
    }
    var part =
        random.nextInt(4) == 0 ? batch.first(1 + random.nextInt(batch.events().size())) : batch;
    assertTrue(feed.advance(holder, part));
    found.add(part.events());
  }

  private static void drain(Feed feed, Random random, Found found) {
    while (feed.lag().waiting() > 0) {
      read(feed, random, found);
    }
  }

  private static final class Found {
    final Map<Integer, Integer> numbers = new HashMap<>();

    void add(List<OutboxEvent> events) {
      for (var event : events) {
        int task = Integer.parseInt(event.verb());
        int number = event.data().getInteger("n", 1);
        assertEquals(
            numbers.getOrDefault(task, 0) + 1,
            number,
            () -> "changes of task " + task + " after " + List.of(numbers));
        numbers.put(task, number);
      }
    }
  }
}
