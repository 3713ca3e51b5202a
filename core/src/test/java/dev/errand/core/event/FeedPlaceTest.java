package dev.errand.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.problem.Problem;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Places in the feed as readers keep them, however much is going on. */
class FeedPlaceTest {

  /** As the contract bounds {@code after}. */
  private static final int LONGEST = 2_600;

  private final Random random = new Random(1);

  /** So many transactions, which began one after the other with so many others between them. */
  private Snapshot running(long xmin, int count, int between) {
    var running = new ArrayList<Long>();
    long xid = xmin;
    for (int i = 0; i < count; i++) {
      running.add(xid);
      xid += 1 + random.nextInt(2 * between + 1);
    }
    return new Snapshot(xmin, xid + 1, running);
  }

  private static void requireKept(FeedPlace place) {
    var cursor = place.encode("acme");
    assertTrue(cursor.length() <= LONGEST, () -> "a cursor of " + cursor.length());
    assertEquals(Optional.of(place), FeedPlace.decode(cursor, "acme"));
    assertEquals(Optional.empty(), FeedPlace.decode(cursor, "other"));
  }

  @Test
  void a_cursor_names_a_thousand_running_transactions_before_and_after_its_window() {
    var seen = FeedPlace.requireShort(running(5_000_000_000L, 1_000, 30));
    var reading = FeedPlace.requireShort(running(seen.xmax() + 1, 1_000, 30));
    requireKept(FeedPlace.after(seen));
    requireKept(new FeedPlace(seen, reading, Long.MAX_VALUE - 7, 90, Long.MAX_VALUE - 1));
  }

  @Test
  void whatever_is_running_a_cursor_is_short_enough_or_there_is_none() {
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      var seen = running(1L << random.nextInt(62), random.nextInt(3_000), random.nextInt(200));
      var reading = running(seen.xmax() + 1, random.nextInt(1_500), random.nextInt(30));
      try {
        FeedPlace.requireShort(seen);
        FeedPlace.requireShort(reading);
      } catch (Problem.Unavailable e) {
        refused++;
        continue;
      }
      requireKept(new FeedPlace(seen, reading, Long.MAX_VALUE - 1, 90, Long.MAX_VALUE - 1));
    }
    assertTrue(refused > 20 && refused < 280, refused + " are refused");
  }

  @Test
  void too_many_transactions_are_said_to_be_too_many() {
    var crowd = running(7, 20_000, 0);
    var refusal = assertThrows(Problem.Unavailable.class, () -> FeedPlace.requireShort(crowd));
    assertTrue(String.valueOf(refusal.getMessage()).contains("(20000)"), refusal::getMessage);
  }

  @Test
  void cursors_that_were_tampered_with_name_no_place() {
    var cursor = FeedPlace.after(running(9, 500, 50)).encode("acme");
    for (int i = 0; i < cursor.length(); i++) {
      var cut = cursor.substring(0, i);
      assertEquals(Optional.empty(), FeedPlace.decode(cut, "acme"));
      assertEquals(Optional.empty(), FeedPlace.decode(cut + "A" + cursor.substring(i), "acme"));
    }
  }
}
