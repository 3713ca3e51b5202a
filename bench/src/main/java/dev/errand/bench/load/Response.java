package dev.errand.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one response after another off a connection, and looks at no more of them than it must: the
 * status, and how long the body is. Requires that a next request is only sent after the response to
 * the last. Confined to one thread.
 */
final class Response {

  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_HEAD = 16 * 1024;

  private static final int ENOUGH_TO_PASS_OVER = 64 * 1024;

  private final ByteBuffer buffer;
  private int status;
  private int head;
  private long missing;
  private boolean inBody;

  /** Bodies of any length are passed over. */
  Response() {
    this(ENOUGH_TO_PASS_OVER);
  }

  /**
   * Bodies can be read if they are short enough.
   *
   * @param capacity for head and body
   */
  Response(int capacity) {
    buffer = ByteBuffer.allocate(capacity);
  }

  /** The body of a complete response, one character for each of its bytes. */
  String body() {
    if (!buffer.hasRemaining()) {
      throw new IllegalStateException("a longer answer than there is room for: " + excerpt());
    }
    return new String(buffer.array(), head, buffer.position() - head, StandardCharsets.ISO_8859_1);
  }

  /** Where the next bytes go. */
  ByteBuffer buffer() {
    return buffer;
  }

  int status() {
    return status;
  }

  /** What is in the buffer, for a person who wonders about a refusal. */
  String excerpt() {
    int length = Math.min(buffer.position(), 2000);
    return new String(buffer.array(), 0, length, StandardCharsets.UTF_8);
  }

  /** Makes room for the next response. */
  void reset() {
    buffer.clear();
    inBody = false;
  }

  /** Whether the bytes read so far complete the response. */
  boolean complete() {
    if (!inBody) {
      int end = endOfHead();
      if (end < 0) {
        if (buffer.position() > LONGEST_HEAD) {
          throw new IllegalStateException("a head without end: " + excerpt());
        }
        return false;
      }
      status = number(9);
      missing = contentLength(end) + end;
      head = end;
      inBody = true;
    }
    if (buffer.hasRemaining()) {
      return buffer.position() >= missing;
    }
    missing -= buffer.position();
    buffer.clear();
    return missing <= 0;
  }

  private int endOfHead() {
    byte[] bytes = buffer.array();
    for (int i = 3; i < buffer.position(); i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private long contentLength(int end) {
    byte[] bytes = buffer.array();
    for (int line = 0; line < end; line = nextLine(line)) {
      if (startsWith(line, CONTENT_LENGTH)) {
        return number(line + CONTENT_LENGTH.length);
      }
    }
    var head = new String(bytes, 0, end, StandardCharsets.US_ASCII);
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding:")) {
      throw new IllegalStateException("only responses with Content-Length are understood: " + head);
    }
    return 0;
  }

  private int nextLine(int from) {
    int at = from;
    while (buffer.array()[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private boolean startsWith(int at, byte[] lowerCase) {
    byte[] bytes = buffer.array();
    for (int i = 0; i < lowerCase.length; i++) {
      int letter = bytes[at + i];
      if ((letter >= 'A' && letter <= 'Z' ? letter | 32 : letter) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from) {
    byte[] bytes = buffer.array();
    int at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    int value = 0;
    for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return value;
  }
}
