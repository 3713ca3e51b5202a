package dev.errand.api.exchange;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What gzip has packed, read as it comes. Nothing of it is kept, so what it costs is time; a file
 * that becomes far longer than text does is refused. Used by one thread.
 */
final class Unpacking extends FilterInputStream {

  /** Sheets of equal lines come to 50; deflate cannot come to more than 1032. */
  private static final int MOST_TIMES = 200;

  private static final long HARMLESS = 64L * 1024 * 1024;

  private final long most;
  private long read;

  private Unpacking(InputStream unpacked, long packed) {
    super(unpacked);
    most = Math.max(HARMLESS, packed * MOST_TIMES);
  }

  static InputStream of(InputStream packed, long size) throws IOException {
    try {
      return new Unpacking(new GZIPInputStream(packed, 64 * 1024), size);
    } catch (EOFException | ZipException e) {
      throw malformed();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int some = super.read(target, offset, length);
      read += Math.max(0, some);
      if (read > most) {
        throw new Refusal(
            1,
            1,
            "unpacked_too_large",
            "is packed so that it becomes more than %d times as large: send it unpacked"
                .formatted(MOST_TIMES));
      }
      return some;
    } catch (EOFException | ZipException e) {
      throw malformed();
    }
  }

  private static Refusal malformed() {
    return new Refusal(
        1, 1, "gzip", "is not a whole file of gzip, as its Content-Encoding says: pack it again");
  }
}
