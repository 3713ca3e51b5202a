package dev.errand.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How far somebody has read the feed of events: a window, which holds what one snapshot contains
 * and the one before it did not, and a place within it. It says all that is needed to read on, so
 * nothing is kept for readers. Immutable.
 *
 * @param seen all that it contains has been read
 * @param reading what it contains beyond that is the window
 * @param seq the rows of the window below it have been read
 * @param index how many messages of the row at {@code seq} have been read
 * @param last no row of the window has a larger seq
 */
public record FeedPlace(Snapshot seen, Snapshot reading, long seq, int index, long last) {

  private static final byte FORMAT = 1;
  private static final int LONGEST = 2_600;
  private static final int MOST_RUNNING = 10_000;
  private static final int MOST_MESSAGES = 100;

  /** Everything that the snapshot contains has been read, and nothing else. */
  public static FeedPlace after(Snapshot seen) {
    return new FeedPlace(seen, seen, 1, 0, 0);
  }

  /** True if nothing is left of its window. */
  public boolean readOut() {
    return seq > last;
  }

  /** What has been read completely. */
  public Snapshot complete() {
    return readOut() ? reading : seen;
  }

  /** Elsewhere in the same window. */
  public FeedPlace at(long newSeq, int newIndex) {
    return new FeedPlace(seen, reading, newSeq, newIndex, last);
  }

  /**
   * The opaque form, in the alphabet of URLs, that {@link #decode} reads for the same tenant. The
   * check sum tells cursors that were cut off or mixed up, not those made by an attacker, who would
   * find nothing but the events of a tenant of their own.
   */
  public String encode(String tenantId) {
    var bytes = Buffer.buffer().appendByte(FORMAT);
    append(bytes, reading);
    if (!readOut()) {
      append(bytes, seen);
      append(bytes, seq);
      append(bytes, index);
      append(bytes, last);
    }
    bytes.appendInt(sum(bytes, tenantId));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.getBytes());
  }

  /** The place that was {@link #encode}d for this tenant; empty if none was. */
  public static Optional<FeedPlace> decode(String opaque, String tenantId) {
    if (opaque.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var bytes = Buffer.buffer(Base64.getUrlDecoder().decode(opaque));
      int end = bytes.length() - Integer.BYTES;
      return bytes.getInt(end) == sum(bytes.slice(0, end), tenantId)
          ? new Reading(bytes, end).place()
          : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException malformed) {
      return Optional.empty();
    }
  }

  private static int sum(Buffer bytes, String tenantId) {
    var sum = new CRC32();
    sum.update(tenantId.getBytes(UTF_8));
    sum.update(bytes.getBytes());
    return (int) sum.getValue();
  }

  private static void append(Buffer bytes, Snapshot snapshot) {
    append(bytes, snapshot.xmin());
    append(bytes, snapshot.xmax() - snapshot.xmin());
    append(bytes, snapshot.running().size());
    long before = snapshot.xmin();
    for (long xid : snapshot.running()) {
      append(bytes, xid - before);
      before = xid;
    }
  }

  /** Seven bits a byte, the lowest first. */
  private static void append(Buffer bytes, long number) {
    long rest = number;
    while (rest > 0x7F) {
      bytes.appendByte((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.appendByte((byte) rest);
  }

  private static final class Reading {
    private final Buffer bytes;
    private final int end;
    private int next;

    Reading(Buffer bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    Optional<FeedPlace> place() {
      if (bytes.getByte(next++) != FORMAT) {
        return Optional.empty();
      }
      var reading = snapshot();
      if (next == end) {
        return Optional.of(after(reading));
      }
      var place = new FeedPlace(snapshot(), reading, number(), small(MOST_MESSAGES), number());
      return next == end && !place.readOut() && reading.covers(place.seen)
          ? Optional.of(place)
          : Optional.empty();
    }

    private Snapshot snapshot() {
      long xmin = number();
      long xmax = Math.addExact(xmin, number());
      int size = small(MOST_RUNNING);
      var running = new ArrayList<Long>();
      long xid = xmin;
      for (int i = 0; i < size; i++) {
        long further = number();
        require(further > 0 || i == 0);
        xid = Math.addExact(xid, further);
        running.add(xid);
      }
      require(xmin > 0 && (size == 0 || xid < xmax));
      return new Snapshot(xmin, xmax, running);
    }

    private int small(int most) {
      long number = number();
      require(number <= most);
      return (int) number;
    }

    private long number() {
      long number = 0;
      for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
        byte read = bytes.getByte(next++);
        number |= (read & 0x7FL) << shift;
        if (read >= 0) {
          require(next <= end);
          return number;
        }
      }
      throw new IllegalArgumentException("a number of too many bytes");
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw new IllegalArgumentException("no place that was ever encoded");
      }
    }
  }
}
