package dev.errand.api;

import dev.errand.api.body.Body;
import dev.errand.api.feed.FeedEndpoints;
import dev.errand.api.problem.Unreadable;
import dev.errand.core.worker.StopWaiting;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.BindException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An HTTP server. Deploy one for each core: they share the port. */
public final class HttpApiVerticle extends VerticleBase {

  private static final int COMPRESSION_LEVEL = 4;
  private static final int HEADER_BYTES = 16 * 1024;

  /** As large as what is stored of a file at once. */
  private static final int CHUNK_BYTES = 16 * 1024;

  private static final int IDLE_SECONDS = 90;

  /** A negative port: any free one, the same for all instances. */
  private static final int ANY_PORT = -1;

  private final HttpApi api;
  private @Nullable HttpServer server;
  private @Nullable FeedEndpoints feed;

  /** Starts to listen when it is deployed. */
  public HttpApiVerticle(HttpApi api) {
    this.api = api;
  }

  @Override
  public Future<?> start() {
    var settings = api.settings();
    var events = new FeedEndpoints(vertx, api.means(), api.feed());
    feed = events;
    var starting =
        vertx
            .createHttpServer(options())
            .requestHandler(new Routes(vertx, api, events).root())
            .invalidRequestHandler(new Unreadable(() -> api.means().ids().next().toString()))
            .listen(settings.port() == 0 ? ANY_PORT : settings.port(), settings.host());
    return starting
        .onSuccess(listening -> server = listening)
        .recover(failure -> Future.failedFuture(named(failure)));
  }

  /** The operating system does not say which address is in use. */
  private Throwable named(Throwable failure) {
    var settings = api.settings();
    return failure instanceof BindException
        ? new BindException(
            "%s:%d: %s".formatted(settings.host(), settings.port(), failure.getMessage()))
        : failure;
  }

  private HttpServerOptions options() {
    var options =
        new HttpServerOptions()
            .setCompressionSupported(true)
            .setCompressionLevel(COMPRESSION_LEVEL)
            .setCompressionContentSizeThreshold(Body.COMPRESSED_FROM)
            .setHandle100ContinueAutomatically(true)
            .setMaxChunkSize(CHUNK_BYTES)
            .setMaxInitialLineLength(HEADER_BYTES)
            .setMaxHeaderSize(HEADER_BYTES)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    var tls = api.settings().tls();
    if (tls != null) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(tls.certificate().toString())
                  .setKeyPath(tls.key().toString()));
    }
    return options;
  }

  /** The port it listens on, once it is deployed. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("The server has not started");
    }
    return server.actualPort();
  }

  /** Lets the requests in flight finish; those that only wait are answered, streams end now. */
  @Override
  public Future<?> stop() {
    api.means().bus().publish(new StopWaiting());
    if (feed != null) {
      feed.stop();
    }
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(api.settings().shutdownGrace().toMillis(), TimeUnit.MILLISECONDS);
  }
}
