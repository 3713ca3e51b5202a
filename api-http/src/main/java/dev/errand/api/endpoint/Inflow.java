package dev.errand.api.endpoint;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * What a connection reads of its own accord. Vert.x lets it read a megabyte ahead of a request that
 * is paused; here it reads only what there is room for. With HTTP/2 each stream has a window of 64
 * KiB, and the connection belongs to others, too, so it is left alone; but for the request with
 * which HTTP/1.1 became HTTP/2: its body comes in the old way, and as much of it as there is.
 * Confined to the request's event loop.
 */
public final class Inflow {

  /** Of a connection that is becoming one of HTTP/2, until it has read the body that came along. */
  private static final String UPGRADING = "h2c";

  private final @Nullable Channel channel;

  private Inflow(@Nullable Channel channel) {
    this.channel = channel;
  }

  /** Of the connection that a request comes by. */
  public static Inflow of(HttpServerRequest request) {
    var channel =
        request.connection() instanceof ConnectionBase connection
            ? connection.channelHandlerContext().channel()
            : null;
    boolean shared =
        channel != null
            && request.version() == HttpVersion.HTTP_2
            && channel.pipeline().get(UPGRADING) == null;
    return new Inflow(shared ? null : channel);
  }

  /** After the present read, no other is made. */
  public void stop() {
    if (channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  /** Reads on. */
  public void go() {
    if (channel != null) {
      channel.config().setAutoRead(true);
    }
  }

  /** How many bytes the next read may bring. */
  public int next() {
    return channel == null ? 0 : channel.unsafe().recvBufAllocHandle().guess();
  }
}
