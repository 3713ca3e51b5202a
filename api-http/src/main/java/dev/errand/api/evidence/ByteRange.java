package dev.errand.api.evidence;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that is asked for (RFC 9110, 14).
 *
 * @param first byte, from 0
 * @param end the byte after the last
 * @param whole true if no part was asked for
 */
record ByteRange(long first, long end, boolean whole) {

  /** One range: what asks for several, or for something else, is answered by the whole file. */
  private static final Pattern SINGLE =
      Pattern.compile("bytes=[ \\t]*(\\d{0,18})-(\\d{0,18})[ \\t]*", Pattern.CASE_INSENSITIVE);

  /** Empty if the file has no byte of it. */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    var matcher = header == null ? null : SINGLE.matcher(header);
    if (matcher == null || !matcher.matches()) {
      return Optional.of(new ByteRange(0, size, true));
    }
    var from = matcher.group(1);
    var to = matcher.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? Optional.of(new ByteRange(0, size, true)) : last(to, size);
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
    if (last < first) {
      return Optional.of(new ByteRange(0, size, true));
    }
    return first >= size
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(size - 1, last) + 1, false));
  }

  private static Optional<ByteRange> last(String count, long size) {
    long wanted = Long.parseLong(count);
    return wanted == 0
        ? Optional.empty()
        : Optional.of(new ByteRange(Math.max(0, size - wanted), size, false));
  }
}
