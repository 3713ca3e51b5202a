package dev.errand.core.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which transactions had ended at a moment, as PostgreSQL tells it. Those of one database follow
 * each other: of two, one covers the other. Immutable.
 *
 * @param xmin all transactions below had ended
 * @param xmax none from here on had ended
 * @param running those between that had not, ascending
 */
public record Snapshot(long xmin, long xmax, List<Long> running) {

  /** Keeps a copy. */
  public Snapshot {
    running = List.copyOf(running);
  }

  /** Contains all transactions below this one and no other. */
  static Snapshot upTo(long xid) {
    return new Snapshot(xid, xid, List.of());
  }

  /** Reads PostgreSQL's own form, such as {@code 10:20:10,14,15}. */
  static Snapshot parse(String text) {
    var parts = text.split(":", -1);
    var running = new ArrayList<Long>();
    if (!parts[2].isEmpty()) {
      for (var xid : parts[2].split(",", -1)) {
        running.add(Long.valueOf(xid));
      }
    }
    return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
  }

  /** True if what this transaction wrote is to be seen. */
  public boolean contains(long xid) {
    return xid < xmin || (xid < xmax && Collections.binarySearch(running, xid) < 0);
  }

  /** True if it contains all that the other contains. */
  public boolean covers(Snapshot other) {
    return other.xmax <= xmax && running.stream().noneMatch(other::contains);
  }

  /** PostgreSQL's own form. */
  @Override
  public String toString() {
    return running.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(",", xmin + ":" + xmax + ":", ""));
  }
}
