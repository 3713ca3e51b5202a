package dev.errand.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One keep-alive connection that sends a request and waits for its answer, for callers to whom the
 * answer matters. Confined to one thread.
 */
public final class Wire implements AutoCloseable {

  private static final int LONGEST_ANSWER = 4 * 1024 * 1024;

  private final SocketChannel channel;
  private final String head;
  private final Response response = new Response(LONGEST_ANSWER);

  private Wire(SocketChannel channel, String head) {
    this.channel = channel;
    this.head = head;
  }

  /**
   * What came back.
   *
   * @param body one character for each of its bytes
   */
  public record Answer(int status, String body) {

    /** The first id in it: that of what it is about, since it comes first. */
    public String id() {
      int start = body.indexOf("\"id\":\"") + 6;
      return body.substring(start, body.indexOf('"', start));
    }

    /**
     * Insists on a status.
     *
     * @throws IllegalStateException with the answer if it has another
     */
    public Answer require(int wanted) {
      if (status != wanted) {
        throw new IllegalStateException("%d where %d was due: %s".formatted(status, wanted, body));
      }
      return this;
    }
  }

  /** Connects, as nobody in particular. */
  public static Wire connect(InetSocketAddress target) throws IOException {
    var channel = SocketChannel.open(target);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new Wire(channel, "Host: 127.0.0.1:%d\r\n".formatted(target.getPort()));
  }

  /** Posts JSON. */
  public Answer post(String path, String json) throws IOException {
    return send("POST", path, json);
  }

  /** Posts JSON with further headers. */
  public Answer post(String path, String json, Map<String, String> headers) throws IOException {
    return send("POST", path, json, headers);
  }

  /** Reads. */
  public Answer get(String path) throws IOException {
    return send("GET", path, "");
  }

  /** Sends JSON, or nothing if it is empty. */
  public Answer send(String method, String path, String json) throws IOException {
    return send(method, path, json, Map.of());
  }

  private Answer send(String method, String path, String json, Map<String, String> headers)
      throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    var request =
        new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n").append(head);
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    if (body.length > 0) {
      request.append("Content-Type: application/json\r\n");
      request.append("Content-Length: ").append(body.length).append("\r\n");
    }
    request.append("\r\n");
    send(ByteBuffer.wrap(request.toString().getBytes(StandardCharsets.US_ASCII)));
    send(ByteBuffer.wrap(body));
    return receive();
  }

  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private Answer receive() throws IOException {
    response.reset();
    do {
      if (channel.read(response.buffer()) < 0) {
        throw new IOException("The service closed a connection");
      }
    } while (!response.complete());
    return new Answer(response.status(), response.body());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
