package dev.errand.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One keep-alive connection with at most one request under way. Confined to one thread. */
final class Client {

  private final SocketChannel channel;
  private final SelectionKey key;
  private final RequestTemplate requests;
  private final ByteBuffer out;
  private final Response response = new Response();
  private long sentAt;

  private Client(SocketChannel channel, SelectionKey key, RequestTemplate requests) {
    this.channel = channel;
    this.key = key;
    this.requests = requests;
    this.out = ByteBuffer.allocateDirect(requests.length());
  }

  static Client connect(InetSocketAddress target, Selector selector, RequestTemplate requests)
      throws IOException {
    var channel = SocketChannel.open(target);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    var key = channel.register(selector, SelectionKey.OP_READ);
    var client = new Client(channel, key, requests);
    key.attach(client);
    return client;
  }

  void send() throws IOException {
    requests.fill(out);
    response.reset();
    sentAt = System.nanoTime();
    write();
  }

  private void write() throws IOException {
    channel.write(out);
    int wanted = out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** Goes on with what the connection is ready for; answers whether a response is complete. */
  boolean proceed() throws IOException {
    if (key.isWritable()) {
      write();
      return false;
    }
    int read = channel.read(response.buffer());
    while (read > 0) {
      if (response.complete()) {
        return true;
      }
      read = channel.read(response.buffer());
    }
    if (read < 0) {
      throw new IOException("The service closed a connection; its log says why");
    }
    return false;
  }

  long sentAt() {
    return sentAt;
  }

  Response response() {
    return response;
  }
}
