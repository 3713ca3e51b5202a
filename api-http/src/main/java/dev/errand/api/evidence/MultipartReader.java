package dev.errand.api.evidence;

import dev.errand.api.problem.HttpProblem;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a multipart body apart (RFC 2046, 5.1) as it comes, and keeps no more of it than a boundary
 * is long, or the head of a part. Confined to one event loop.
 */
final class MultipartReader {

  private static final int LONGEST_HEAD = 4096;
  private static final byte[] LINE_END = bytes("\r\n");
  private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");

  /** Receives the parts, one after the other. */
  interface Parts {

    /** A part begins; its header lines are separated by CRLF. */
    void begin(String head);

    /** Some bytes of the part that began. */
    void bytes(Buffer some);
  }

  private enum At {
    /** Before the first boundary: what stands there means nothing. */
    PREAMBLE,
    /** Behind a boundary, which says whether it was the last. */
    BOUNDARY,
    HEAD,
    CONTENT,
    /** Behind the last boundary: what stands there means nothing. */
    EPILOGUE
  }

  private final Parts parts;
  private final byte[] delimiter;
  private At at = At.PREAMBLE;

  /** The first boundary may stand at the very beginning, where no line has ended. */
  private byte[] rest = bytes("\r\n");

  /** Where in the rest the next step begins. */
  private int from;

  MultipartReader(String boundary, Parts parts) {
    this.parts = parts;
    delimiter = bytes("\r\n--" + boundary);
  }

  void read(Buffer bytes) {
    int kept = rest.length - from;
    var joined = new byte[kept + bytes.length()];
    System.arraycopy(rest, from, joined, 0, kept);
    bytes.getBytes(joined, kept);
    rest = joined;
    from = 0;
    while (step()) {
      // Each step leaves less of the rest.
    }
    rest = Arrays.copyOfRange(rest, from, rest.length);
    from = 0;
  }

  void end() {
    if (at != At.EPILOGUE) {
      throw malformed("it ends before its last boundary");
    }
  }

  /** True if there may be more to do with the rest. */
  private boolean step() {
    return switch (at) {
      case PREAMBLE, CONTENT -> content();
      case BOUNDARY -> boundary();
      case HEAD -> head();
      case EPILOGUE -> {
        from = rest.length;
        yield false;
      }
    };
  }

  private boolean content() {
    int found = indexOf(delimiter);
    // The end of the rest may be the beginning of a boundary.
    int certain = found >= 0 ? found : Math.max(from, rest.length - delimiter.length + 1);
    if (at == At.CONTENT && certain > from) {
      parts.bytes(Buffer.buffer(Arrays.copyOfRange(rest, from, certain)));
    }
    from = found >= 0 ? found + delimiter.length : certain;
    if (found >= 0) {
      at = At.BOUNDARY;
    }
    return found >= 0;
  }

  private boolean boundary() {
    if (rest.length - from < 2) {
      return false;
    }
    if (rest[from] == '-' && rest[from + 1] == '-') {
      at = At.EPILOGUE;
      return true;
    }
    int end = indexOf(LINE_END);
    if (end < 0) {
      requireShort();
      return false;
    }
    if (!text(end).isBlank()) {
      throw malformed("there is something behind a boundary");
    }
    // The line's end stays: in front of another one it ends an empty head.
    from = end;
    at = At.HEAD;
    return true;
  }

  private boolean head() {
    int end = indexOf(END_OF_HEAD);
    if (end < 0) {
      requireShort();
      return false;
    }
    var head = text(end);
    from = end + END_OF_HEAD.length;
    at = At.CONTENT;
    parts.begin(head);
    return true;
  }

  private void requireShort() {
    if (rest.length - from > LONGEST_HEAD) {
      throw malformed("the head of a part is longer than %d bytes".formatted(LONGEST_HEAD));
    }
  }

  private String text(int end) {
    return new String(rest, from, end - from, StandardCharsets.UTF_8);
  }

  private int indexOf(byte[] wanted) {
    for (int i = from; i <= rest.length - wanted.length; i++) {
      if (rest[i] == wanted[0]
          && Arrays.equals(rest, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static HttpProblem malformed(String why) {
    return HttpProblem.badRequest("malformed_multipart", "Malformed multipart body: " + why);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
