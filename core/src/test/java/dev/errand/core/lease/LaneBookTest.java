package dev.errand.core.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.lease.LaneBook.Cursor;
import dev.errand.core.lease.LaneBook.Place;
import dev.errand.core.lease.LaneBook.Slot;
import dev.errand.core.lease.LaneBook.Taken;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LaneBookTest {

  private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
  private static final Cursor LAST = new Cursor(NOW, new UUID(0, 1));

  private final LaneBook book = new LaneBook(List.of(""));

  private static Map<Place, Lane> lanes(String tenant, int from, int count) {
    var lanes = new HashMap<Place, Lane>();
    for (int hash = from; hash < from + count; hash++) {
      lanes.put(new Place("", hash), new Lane(hash, tenant, "default", "x", "key-" + hash));
    }
    return lanes;
  }

  /** A claim that was full, and took something from each lane that it read. */
  private List<Slot> claim() {
    var slots = book.next(100, 0);
    var taken =
        slots.stream()
            .collect(Collectors.toMap(slot -> slot.lane().hash(), slot -> new Taken(1, LAST)));
    book.claimed(slots, taken, true, NOW);
    return slots;
  }

  private static boolean has(List<Slot> slots, String tenant) {
    return slots.stream().anyMatch(slot -> slot.lane().tenantId().equals(tenant));
  }

  @Test
  void the_lane_of_a_tenant_that_got_less_is_read_before_the_many_of_another() {
    book.found(lanes("many", 0, 1000), null);
    claim();
    book.found(lanes("one", 5000, 1), null);
    // As if it had got as much as the other one so far.
    claim();
    for (int i = 0; i < 3; i++) {
      assertTrue(has(claim(), "one"), "it gets one while the other gets the rest");
    }
  }

  @Test
  void lanes_are_searched_for_however_many_are_known() {
    book.found(lanes("many", 0, 4096), new Place("", 4095));
    var read = claim();
    var gaps = book.gaps();
    assertEquals(4095, gaps.getFirst().low());
    book.found(lanes("one", 5000, 1), null);
    claim();
    assertTrue(has(claim(), "one"));
    assertEquals(LaneBook.LANES, read.size());
  }
}
