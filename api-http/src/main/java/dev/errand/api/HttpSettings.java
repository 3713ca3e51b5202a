package dev.errand.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the API is served.
 *
 * @param host address to listen on
 * @param port to listen on; 0 for any free one, the same for all instances
 * @param shutdownGrace how long requests in flight may take when stopping
 * @param tls null to serve without
 * @param corsOrigins whose pages may call the API from a browser, such as {@code
 *     https://app.example}; an asterisk for all
 */
public record HttpSettings(
    String host, int port, Duration shutdownGrace, @Nullable Tls tls, List<String> corsOrigins) {

  /** Plain HTTP for programs, not for pages of others. */
  public HttpSettings(String host, int port, Duration shutdownGrace) {
    this(host, port, shutdownGrace, null, List.of());
  }

  /**
   * Who the service is, over TLS; both files in PEM.
   *
   * @param certificate and those that vouch for it
   * @param key its private key
   */
  public record Tls(Path certificate, Path key) {}
}
