package dev.errand.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.core.problem.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

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
  private static final byte FORMAT_PACKED = 2;
  private static final int LONGEST = 2_600;
  private static final int MOST_RUNNING = 10_000;

  /** Of two snapshots, so that the opaque form is not longer than it may be. */
  private static final int LONGEST_SNAPSHOT = 950;

  /** From so many running transactions on they are packed. */
  private static final int PACKED_FROM = 64;

  private static final int MOST_MESSAGES = 100;

  /** Bytes of a number, at seven bits each. */
  private static final int LONGEST_NUMBER = 9;

  /** Everything that the snapshot contains has been read, and nothing else. */
  public static FeedPlace after(Snapshot seen) {
    return new FeedPlace(seen, seen, 1, 0, 0);
  }

  /**
   * The snapshot, if a place can name all that is running in it.
   *
   * @throws Problem.Unavailable if there are too many, many hundreds at the least
   */
  static Snapshot requireShort(Snapshot snapshot) {
    var bytes = Buffer.buffer();
    append(bytes, snapshot);
    if (bytes.length() > LONGEST_SNAPSHOT || snapshot.running().size() > MOST_RUNNING) {
      throw new Problem.Unavailable(
          "So many transactions (%d) are running in the database that no cursor can name them: try again when fewer are"
              .formatted(snapshot.running().size()));
    }
    return snapshot;
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
    var bytes = Buffer.buffer().appendByte(packed() ? FORMAT_PACKED : FORMAT);
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

  private boolean packed() {
    return packed(reading) || (!readOut() && packed(seen));
  }

  private static boolean packed(Snapshot snapshot) {
    return snapshot.running().size() >= PACKED_FROM;
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
    var gaps = Buffer.buffer();
    long before = snapshot.xmin();
    for (long xid : snapshot.running()) {
      append(gaps, xid - before);
      before = xid;
    }
    if (packed(snapshot)) {
      var fewer = deflated(gaps.getBytes());
      append(bytes, fewer.length);
      bytes.appendBytes(fewer);
    } else {
      bytes.appendBuffer(gaps);
    }
  }

  private static byte[] deflated(byte[] bytes) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      var fewer = Buffer.buffer();
      var some = new byte[bytes.length];
      while (!deflater.finished()) {
        fewer.appendBytes(some, 0, deflater.deflate(some));
      }
      return fewer.getBytes();
    } finally {
      deflater.end();
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
    private boolean packs;

    Reading(Buffer bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    Optional<FeedPlace> place() {
      byte format = bytes.getByte(next++);
      if (format != FORMAT && format != FORMAT_PACKED) {
        return Optional.empty();
      }
      packs = format == FORMAT_PACKED;
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
      var running = packs && size >= PACKED_FROM ? unpacked(size, xmin) : running(size, xmin);
      require(xmin > 0 && (size == 0 || running.getLast() < xmax));
      return new Snapshot(xmin, xmax, running);
    }

    private List<Long> unpacked(int size, long xmin) {
      int length = small(end - next);
      var gaps = inflated(bytes.getBytes(next, next + length), size * LONGEST_NUMBER);
      next += length;
      var list = new Reading(gaps, gaps.length());
      var running = list.running(size, xmin);
      require(list.next == list.end);
      return running;
    }

    private static Buffer inflated(byte[] bytes, int most) {
      var inflater = new Inflater(true);
      try {
        inflater.setInput(bytes);
        var more = new byte[most];
        int length = inflater.inflate(more);
        require(inflater.finished() && inflater.getRemaining() == 0);
        return Buffer.buffer(length).appendBytes(more, 0, length);
      } catch (DataFormatException e) {
        throw new IllegalArgumentException(e);
      } finally {
        inflater.end();
      }
    }

    private List<Long> running(int size, long xmin) {
      var running = new ArrayList<Long>();
      long xid = xmin;
      for (int i = 0; i < size; i++) {
        long further = number();
        require(further > 0 || i == 0);
        xid = Math.addExact(xid, further);
        running.add(xid);
      }
      return running;
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
