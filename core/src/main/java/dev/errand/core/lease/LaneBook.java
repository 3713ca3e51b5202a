package dev.errand.core.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers lanes that have more to give, and how far each has been read. Claims then neither
 * search for them nor read again through the index entries of what they took before, which stay for
 * as long as any snapshot is older. What it remembers is advice: rows may appear behind a cursor,
 * so cursors last a few seconds. Confined to one event loop.
 */
final class LaneBook {

  /** Lanes of one claim at most. */
  static final int LANES = 128;

  private static final int MOST_KNOWN = 4096;
  private static final int FIRST_WANT = 8;
  private static final Duration CURSOR_LIFE = Duration.ofSeconds(3);

  /** In the order in which they are read next. */
  private final Map<Place, Known> known = new LinkedHashMap<>();

  /** How many executions each tenant was given, compared with the others that wait. */
  private final Map<String, Long> served = new HashMap<>();

  private final List<String> sections;
  private @Nullable Place searched;

  /**
   * A book of one section for all, or of one for each namespace that may be claimed from.
   *
   * @param sections in any order; not empty
   */
  LaneBook(List<String> sections) {
    this.sections = sections.stream().sorted().toList();
  }

  /** Where a lane is found: sections are searched in turn, each in the order of hashes. */
  record Place(String section, long hash) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::section).thenComparingLong(Place::hash);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Where unknown lanes may be: above {@code low}, up to {@code high}. */
  record Gap(String section, long low, long high) {}

  /** From where on a lane is to be read: its row, or the one after it. */
  record Cursor(Instant turn, UUID taskId) {}

  /**
   * How a lane is to be read.
   *
   * @param cursor null for its beginning
   * @param want how many at most
   * @param served by how many executions its tenant is ahead of the one that got least
   */
  record Slot(Lane lane, @Nullable Cursor cursor, int want, long served) {}

  /** What a claim took from a lane: how many, and the last. */
  record Taken(int count, Cursor last) {}

  private static final class Known {
    private final Lane lane;
    private int want = FIRST_WANT;
    private @Nullable Cursor cursor;
    private Instant since = Instant.MIN;

    Known(Lane lane) {
      this.lane = lane;
    }
  }

  /**
   * The gaps between known lanes, from where the last search stopped. Of too many lanes those that
   * were just read are forgotten, so that lanes of others are found in time.
   */
  List<Gap> gaps() {
    if (known.size() >= MOST_KNOWN) {
      var places = List.copyOf(known.keySet());
      places.subList(places.size() - LANES, places.size()).forEach(known::remove);
    }
    var places = known.keySet().stream().sorted().toList();
    var gaps = new ArrayList<Gap>();
    for (var section : sections) {
      var start = searched == null ? new Place(section, Long.MIN_VALUE) : searched;
      if (section.compareTo(start.section()) < 0) {
        continue;
      }
      long low = section.equals(start.section()) ? start.hash() : Long.MIN_VALUE;
      for (var place : places) {
        if (place.section().equals(section) && place.hash() > low) {
          gaps.add(new Gap(section, low, place.hash() - 1));
          low = place.hash();
        }
      }
      gaps.add(new Gap(section, low, Long.MAX_VALUE));
    }
    return gaps;
  }

  /** Notes the lanes that a search has found, and where it stopped; null if it saw everything. */
  void found(Map<Place, Lane> lanes, @Nullable Place stoppedAt) {
    lanes.forEach((place, lane) -> known.computeIfAbsent(place, added -> new Known(lane)));
    searched = stoppedAt;
    long least = leastServed();
    known.values().forEach(each -> served.putIfAbsent(each.lane.tenantId(), least));
  }

  /**
   * True if there may be lanes with something to give: known ones, or some not searched for yet.
   */
  boolean mayHaveMore() {
    return searched != null || !known.isEmpty();
  }

  /** The lanes that the next claim of so many reads, and how: of tenants that got least first. */
  List<Slot> next(int max, int more) {
    var inTurn = known.values().stream();
    if (known.size() > LANES) {
      inTurn =
          inTurn.sorted(
              Comparator.comparing(each -> served.getOrDefault(each.lane.tenantId(), 0L)));
    }
    var chosen = inTurn.limit(LANES).toList();
    long deep = chosen.stream().filter(each -> each.want > FIRST_WANT).count();
    // Few lanes are asked for a lot at once; among many, each need not offer all that is wanted.
    int least = Math.max(FIRST_WANT, 2 * max / Math.max(1, chosen.size()));
    int most = Math.max(least, (int) (2L * max / Math.max(1, deep)));
    long leastServed = leastServed();
    return chosen.stream()
        .map(
            each ->
                new Slot(
                    each.lane,
                    each.cursor,
                    Math.min(max, Math.clamp(each.want, least, most)) + more,
                    served.getOrDefault(each.lane.tenantId(), leastServed) - leastServed))
        .toList();
  }

  /** Notes what a claim took of the lanes that it read. */
  void claimed(List<Slot> slots, Map<Long, Taken> taken, boolean full, Instant now) {
    for (var slot : slots) {
      var place = place(slot.lane());
      var lane = known.remove(place);
      var got = taken.get(slot.lane().hash());
      if (lane == null) {
        continue;
      }
      if (got != null) {
        served.merge(lane.lane.tenantId(), (long) got.count(), Long::sum);
      }
      // A lane that gave less than it was asked for has no more, or may not give it now.
      if (full || (got != null && got.count() >= slot.want())) {
        advance(lane, slot, got, now);
        known.put(place, lane);
      }
    }
    var waiting =
        known.values().stream().map(each -> each.lane.tenantId()).collect(Collectors.toSet());
    served.keySet().retainAll(waiting);
  }

  private static void advance(Known lane, Slot slot, @Nullable Taken got, Instant now) {
    if (got != null && got.count() >= slot.want()) {
      lane.want = Math.min(slot.want() * 2, 1 << 16);
    }
    if (lane.cursor == null) {
      lane.since = now;
    }
    lane.cursor = got == null ? lane.cursor : got.last();
    if (!lane.since.plus(CURSOR_LIFE).isAfter(now)) {
      lane.cursor = null;
    }
  }

  private Place place(Lane lane) {
    return new Place(sections.size() == 1 ? sections.getFirst() : lane.namespace(), lane.hash());
  }

  private long leastServed() {
    return served.values().stream().mapToLong(Long::longValue).min().orElse(0);
  }
}
