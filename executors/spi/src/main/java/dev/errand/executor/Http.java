package dev.errand.executor;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * HTTP with the service's egress rules: only http and https; private, loopback, link-local and
 * metadata addresses refused, also after a redirect; at most 3 redirects and 5 MiB; a time limit; a
 * circuit breaker and a limit of concurrent calls per host, for which a call waits outside its time
 * limit. Blocks the calling (virtual) thread and may be interrupted. Thread-safe.
 */
public interface Http {

  /**
   * Sends a request to a URL of any origin, for instance from a task's config.
   *
   * @return the final response, whatever its status; its body is complete
   * @throws Refused if the egress rules forbid the URL, the address it resolves to, or the response
   * @throws Busy if too many calls to the host are under way
   * @throws IOException if the exchange failed or timed out
   * @throws InterruptedException if the attempt was cancelled or reached its deadline
   */
  HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException;

  /**
   * Sends a request to a URL that the operator configured, which may well be on a private address.
   * Redirects to another origin are checked as in {@link #send}. Never pass a URL that a task's
   * author could choose.
   */
  HttpResponse<byte[]> sendTrusted(HttpRequest request) throws IOException, InterruptedException;

  /** The egress rules forbid it: no retry can mend that. */
  final class Refused extends IOException {

    /** The message says which rule, and what would be allowed. */
    public Refused(String message) {
      super(message);
    }
  }

  /** Too many calls to the host are under way; nothing was sent, and a later try may well pass. */
  final class Busy extends IOException {

    /** The message says how many, and how long one has waited. */
    public Busy(String message) {
      super(message);
    }
  }
}
