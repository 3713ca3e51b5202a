package dev.errand.api.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The text of a file: UTF-8 and nothing else, without its byte order mark. Knows in which line and
 * column it is, so that what is no text is refused by its place. Used by one thread.
 */
final class TextReader extends Reader {

  private static final int BUFFER = 32 * 1024;

  private final InputStream in;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private boolean begun;
  private boolean ended;
  private boolean afterReturn;
  private long line = 1;
  private long column = 1;

  TextReader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (!decode()) {
        return -1;
      }
    }
    int some = Math.min(length, chars.remaining());
    chars.get(target, offset, some);
    return some;
  }

  /** False at the end. */
  private boolean decode() throws IOException {
    if (!begun) {
      begun = true;
      skipMark();
    }
    chars.clear();
    var result = decoder.decode(bytes, chars, ended);
    chars.flip();
    advance();
    if (chars.hasRemaining()) {
      return true;
    }
    if (result.isError()) {
      throw new Refusal(
          line,
          column,
          "encoding",
          "is not UTF-8: there is the byte 0x%02x; save the file as UTF-8"
              .formatted(bytes.get(bytes.position())));
    }
    if (ended) {
      return false;
    }
    fill();
    return true;
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(0, read));
    bytes.flip();
  }

  private void skipMark() throws IOException {
    while (bytes.remaining() < 3 && !ended) {
      fill();
    }
    int first = bytes.remaining() > 0 ? bytes.get(0) & 0xff : 0;
    int second = bytes.remaining() > 1 ? bytes.get(1) & 0xff : 0;
    if (first + second == 0xff + 0xfe && Math.abs(first - second) == 1) {
      throw new Refusal(1, 1, "encoding", "is UTF-16: save the file as UTF-8");
    }
    if (first == 0xef && second == 0xbb && bytes.remaining() > 2 && bytes.get(2) == (byte) 0xbf) {
      bytes.position(3);
    }
  }

  private void advance() {
    for (int i = chars.position(); i < chars.limit(); i++) {
      char c = chars.get(i);
      if (c == 0) {
        throw new Refusal(line, column, "character", "has the character U+0000: take it out");
      }
      boolean ends = c == '\r' || (c == '\n' && !afterReturn);
      if (ends) {
        line++;
      }
      column = c == '\r' || c == '\n' ? 1 : column + 1;
      afterReturn = c == '\r';
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
