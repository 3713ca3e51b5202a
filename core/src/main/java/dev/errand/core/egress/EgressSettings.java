package dev.errand.core.egress;

import dev.errand.executor.Http;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of outgoing calls. Start from {@link #USUAL}.
 *
 * @param allow what tasks may call besides the public Internet: host names, addresses, and blocks
 *     in CIDR notation ({@code EGRESS_ALLOW})
 * @param connectTimeout for one attempt to connect, with its TLS handshake
 * @param totalTimeout for a whole call with its redirects; a request's own timeout may be shorter
 * @param maxBodyBytes of a response, after decompression
 * @param maxRedirects that are followed
 * @param maxConcurrentPerHost calls at a time to one origin; others wait
 * @param maxWait how long they wait at most, which is not part of their own time
 * @param breaker when a host that fails is left alone
 */
public record EgressSettings(
    List<String> allow,
    Duration connectTimeout,
    Duration totalTimeout,
    int maxBodyBytes,
    int maxRedirects,
    int maxConcurrentPerHost,
    Duration maxWait,
    Breaker breaker) {

  /** Nothing allowed but the public Internet; 2 min, 5 MiB, 3 redirects, 16 calls per host. */
  public static final EgressSettings USUAL =
      new EgressSettings(
          List.of(),
          Duration.ofSeconds(5),
          // Longer than the time limit of most tasks, so that theirs is the one that ends them.
          Duration.ofMinutes(2),
          5 * 1024 * 1024,
          3,
          16,
          Duration.ofSeconds(10),
          new Breaker(10, Duration.ofSeconds(10)));

  /** Refuses, by an {@link IllegalArgumentException}, what cannot be meant. */
  public EgressSettings {
    allow = List.copyOf(allow);
    var unused = new AddressRules(allow);
    requirePositive("the connect timeout", connectTimeout.toMillis());
    requirePositive("the total timeout", totalTimeout.toMillis());
    requirePositive("the greatest size of a body", maxBodyBytes);
    requirePositive("the number of concurrent calls per host", maxConcurrentPerHost);
    requirePositive("the wait for a call to a host", maxWait.toMillis());
    if (maxRedirects < 0) {
      throw new IllegalArgumentException("the number of redirects must be 0 or more");
    }
  }

  /** The same with other exceptions. */
  public EgressSettings allowing(List<String> entries) {
    return new EgressSettings(
        entries,
        connectTimeout,
        totalTimeout,
        maxBodyBytes,
        maxRedirects,
        maxConcurrentPerHost,
        maxWait,
        breaker);
  }

  /** The same with another limit for each host, and another wait for it. */
  public EgressSettings sharing(int concurrentPerHost, Duration wait) {
    return new EgressSettings(
        allow,
        connectTimeout,
        totalTimeout,
        maxBodyBytes,
        maxRedirects,
        concurrentPerHost,
        wait,
        breaker);
  }

  /**
   * The same for calls to receivers that others chose: no redirects, short answers, and no circuit
   * that one receiver could open for all at its host, since each waits for its own next attempt.
   *
   * @param timeout of a call
   * @param bodyBytes of an answer
   */
  public EgressSettings forReceivers(Duration timeout, int bodyBytes) {
    return new EgressSettings(
        allow,
        connectTimeout,
        timeout,
        bodyBytes,
        0,
        maxConcurrentPerHost,
        maxWait,
        new Breaker(Integer.MAX_VALUE, breaker.open()));
  }

  /**
   * Why a URL may not be called, as far as it tells by itself: a name is resolved when it is
   * called. Of {@code consul://name} the name must be allowed.
   *
   * @return null if nothing is wrong with it
   */
  public @Nullable String objection(String url) {
    var rules = new AddressRules(allow);
    try {
      var uri = new URI(url);
      if ("consul".equalsIgnoreCase(uri.getScheme())) {
        var name = ServiceName.fromHost(ServiceName.callable(uri).getHost());
        return rules.allowsName(name)
            ? null
            : "names the service %s, which the operator has not allowed with EGRESS_ALLOW"
                .formatted(name);
      }
      var host = Target.of(uri).host();
      var literal = Range.literalHost(host);
      var objection = literal == null || rules.allowsName(host) ? null : rules.objection(literal);
      return objection == null
          ? null
          : "names %s, which may not be called; the operator can allow it with EGRESS_ALLOW"
              .formatted(objection);
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      return "must be a URL such as https://hooks.example.com/errand";
    } catch (Http.Refused refused) {
      return "cannot be called: " + refused.getMessage();
    }
  }

  /**
   * When a host that fails is left alone.
   *
   * @param failures in a row that open the circuit
   * @param open how long no call is made; then a single one tries
   */
  public record Breaker(int failures, Duration open) {

    /** Refuses, by an {@link IllegalArgumentException}, what cannot be meant. */
    public Breaker {
      requirePositive("the number of failures that open a circuit", failures);
      requirePositive("the time that a circuit stays open", open.toMillis());
    }
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " must be more than 0");
    }
  }
}
