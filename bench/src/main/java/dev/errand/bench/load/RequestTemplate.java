package dev.errand.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * A request that is encoded once. Where its text has a run of {@code #}, each copy carries another
 * number there, in hexadecimal digits. Confined to one thread.
 */
public final class RequestTemplate {

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int slot;
  private final int width;
  private final LongSupplier numbers;

  private RequestTemplate(String text, LongSupplier numbers) {
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
    this.numbers = numbers;
    int first = 0;
    while (first < bytes.length && bytes[first] != '#') {
      first++;
    }
    int end = first;
    while (end < bytes.length && bytes[end] == '#') {
      end++;
    }
    slot = first;
    width = end - first;
  }

  /** Reads a resource. */
  public static RequestTemplate get(String path, String host, LongSupplier numbers) {
    return new RequestTemplate(
        "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host), numbers);
  }

  /** Posts a JSON body. */
  public static RequestTemplate post(String path, String host, Body body) {
    return new RequestTemplate(
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(
                path, host, body.json().getBytes(StandardCharsets.UTF_8).length, body.json()),
        body.numbers());
  }

  /** A JSON text, and what goes into its run of {@code #}. */
  public record Body(String json, LongSupplier numbers) {}

  int length() {
    return bytes.length;
  }

  /** Writes the next request into an empty buffer, ready to be sent. */
  void fill(ByteBuffer buffer) {
    long number = numbers.getAsLong();
    for (int i = slot + width - 1; i >= slot; i--) {
      bytes[i] = DIGITS[(int) (number & 15)];
      number >>>= 4;
    }
    buffer.clear().put(bytes).flip();
  }
}
