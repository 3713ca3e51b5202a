package dev.errand.api.evidence;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * What a connection reads of its own accord. Vert.x lets it read a megabyte ahead of a request that
 * is paused; here it reads only what there is room for. With HTTP/2 each stream has a window of 64
 * KiB, and the connection belongs to others, too, so it is left alone. Confined to the request's
 * event loop.
 */
final class Inflow {

  private final @Nullable Channel channel;

  private Inflow(@Nullable Channel channel) {
    this.channel = channel;
  }

  static Inflow of(HttpServerRequest request) {
    boolean own = request.version() != HttpVersion.HTTP_2;
    return new Inflow(
        own && request.connection() instanceof ConnectionBase connection
            ? connection.channelHandlerContext().channel()
            : null);
  }

  /** After the present read, no other is made. */
  void stop() {
    if (channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  void go() {
    if (channel != null) {
      channel.config().setAutoRead(true);
    }
  }

  /** How many bytes the next read may bring. */
  int next() {
    return channel == null ? 0 : channel.unsafe().recvBufAllocHandle().guess();
  }
}
