package dev.errand.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EventsTest {

  private Feed feed;

  @BeforeEach
  void open(Vertx vertx) {
    feed = new Feed(vertx);
  }

  @AfterEach
  void close() {
    feed.close();
  }

  @Test
  void reads_what_the_row_says() throws SQLException {
    feed.execute(
        """
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data) values
          ('2026-03-01T11:00:00Z', '01890000-0000-7000-8000-000000000001', 'acme',
           '01890000-0000-7000-8000-000000000002', 'created', 'ann', '{"name": "Sow"}')
        """);
    var batch = feed.read("a", 10);
    var event = batch.events().getFirst();
    assertEquals(
        new OutboxEvent(
            batch.last(),
            Instant.parse("2026-03-01T11:00:00Z"),
            UUID.fromString("01890000-0000-7000-8000-000000000001"),
            "acme",
            UUID.fromString("01890000-0000-7000-8000-000000000002"),
            "created",
            "ann",
            new JsonObject().put("name", "Sow")),
        event);
  }

  @Test
  void reads_in_batches_and_again_what_was_not_advanced_past() throws SQLException {
    write("a", "b", "c", "d", "e");
    assertEquals(List.of("a", "b"), feed.take("one", 2));
    assertEquals(List.of("c", "d"), Feed.verbs(feed.read("one", 2)));
    assertEquals(List.of("c", "d"), feed.take("one", 2));
    assertEquals(List.of("e"), feed.take("one", 2));
    assertEquals(List.of(), feed.take("one", 2));
  }

  @Test
  void advances_past_a_part_of_a_batch() throws SQLException {
    write("a", "b", "c");
    var batch = feed.read("one", 10);
    assertTrue(feed.advance("one", batch.first(2)));
    assertEquals(List.of("c"), feed.take("one", 10));
    assertEquals(List.of(), feed.take("one", 10));
  }

  @Test
  void an_open_transaction_neither_holds_others_up_nor_is_passed_over() throws SQLException {
    try (var late = feed.begin()) {
      Feed.write(late, "late");
      write("early");
      assertEquals(List.of("early"), feed.take("one", 10));
      write("next");
      assertEquals(List.of("next"), feed.take("one", 10));
      late.commit();
      assertEquals(List.of("late"), feed.take("one", 10));
      assertEquals(List.of(), feed.take("one", 10));
    }
  }

  @Test
  void a_transaction_that_opened_first_but_changed_a_task_last_comes_last() throws SQLException {
    try (var old = feed.begin();
        var other = feed.begin()) {
      old.createStatement().execute("select pg_current_xact_id()");
      other.createStatement().execute("select pg_current_xact_id()");
      write("first change");
      Feed.write(old, "second change");
      old.commit();
      // The other still runs, between the two in age.
      assertEquals(List.of("first change", "second change"), feed.take("one", 10));
      other.rollback();
    }
  }

  @Test
  void what_was_rolled_back_never_appears() throws SQLException {
    try (var undone = feed.begin()) {
      Feed.write(undone, "undone");
      assertEquals(List.of(), feed.take("one", 10));
      undone.rollback();
    }
    write("done");
    assertEquals(List.of("done"), feed.take("one", 10));
  }

  @Test
  void a_read_only_snapshot_held_open_changes_nothing() throws SQLException {
    try (var reader = feed.begin()) {
      reader.createStatement().execute("set transaction isolation level repeatable read");
      reader.createStatement().execute("select count(*) from outbox");
      write("a", "b");
      assertEquals(List.of("a", "b"), feed.take("one", 10));
    }
  }

  @Test
  void one_relay_at_a_time_reads() throws SQLException {
    write("a");
    assertTrue(feed.read("one", 10).held());
    var other = feed.read("two", 10);
    assertFalse(other.held());
    assertEquals(List.of(), other.events());
  }

  @Test
  void another_takes_over_when_the_right_has_run_out() throws SQLException {
    write("a", "b");
    var stale = feed.read("one", 1);
    feed.now = feed.now.plus(Feed.HELD);
    assertFalse(feed.read("two", 1).held());
    feed.now = feed.now.plusMillis(1);
    var taken = feed.read("two", 1);
    assertEquals(List.of("a"), Feed.verbs(taken));
    assertFalse(feed.advance("one", stale), "the relay that was taken over from moved on");
    assertTrue(feed.advance("two", taken));
    assertFalse(feed.read("one", 1).held());
    assertEquals(List.of("b"), feed.take("two", 1));
  }

  @Test
  void reading_on_renews_the_right() throws SQLException {
    write("a");
    feed.read("one", 1);
    feed.now = feed.now.plus(Feed.HELD).minusMillis(1);
    feed.read("one", 1);
    feed.now = feed.now.plus(Feed.HELD).minusMillis(1);
    assertFalse(feed.read("two", 1).held());
  }

  @Test
  void another_takes_over_at_once_when_the_right_was_given_back() throws SQLException {
    write("a");
    feed.read("one", 1);
    feed.release("two");
    assertFalse(feed.read("two", 1).held(), "a right that was not held was given back");
    feed.release("one");
    assertEquals(List.of("a"), feed.take("two", 1));
  }

  @Test
  void an_advance_that_arrives_after_another_reading_is_refused() throws SQLException {
    write("a", "b");
    var late = feed.read("one", 2);
    assertEquals(List.of("a"), feed.take("one", 1));
    assertFalse(feed.advance("one", late));
    assertEquals(List.of("b"), feed.take("one", 1));
  }

  @Test
  void goes_on_when_what_it_was_reading_has_been_dropped() throws SQLException {
    write("a", "b");
    feed.take("one", 1);
    feed.execute("delete from outbox");
    assertEquals(List.of(), feed.take("one", 1));
    write("c");
    assertEquals(List.of("c"), feed.take("one", 1));
  }

  @Test
  void lag_counts_what_waits_in_this_window_and_beyond() throws SQLException {
    assertEquals(0, feed.lag().waiting());
    assertNull(feed.lag().oldestAt());
    write("a", "b", "c");
    assertEquals(3, feed.lag().waiting());
    assertEquals(Instant.parse("2026-03-01T11:00:00Z"), feed.lag().oldestAt());
    feed.take("one", 1);
    assertEquals(2, feed.lag().waiting());
    try (var open = feed.begin()) {
      Feed.write(open, "d");
      write("e");
      assertEquals(3, feed.lag().waiting());
      feed.take("one", 2);
      feed.take("one", 2);
      assertEquals(0, feed.lag().waiting());
      open.commit();
    }
    assertEquals(1, feed.lag().waiting());
    feed.take("one", 2);
    assertEquals(0, feed.lag().waiting());
  }

  @Test
  void retention_keeps_what_has_not_been_relayed_if_asked() throws SQLException {
    feed.execute("select ensure_partitions('2026-02-23T12:00:00Z', 1)");
    write("a");
    dropPartitions();
    assertEquals(List.of("a"), feed.take("one", 10));
    assertEquals(List.of(), feed.take("one", 10));
    dropPartitions();
    try (var connection = feed.connect();
        var rows = connection.createStatement().executeQuery("select count(*) from outbox")) {
      assertTrue(rows.next());
      assertEquals(0, rows.getInt(1), "events that have been relayed outlive their time");
    }
  }

  private void dropPartitions() throws SQLException {
    feed.execute("select drop_partitions('2026-03-03T00:00:00Z', true)");
  }

  private void write(String... verbs) throws SQLException {
    try (var connection = feed.connect()) {
      for (var verb : verbs) {
        Feed.write(connection, verb);
      }
    }
  }
}
