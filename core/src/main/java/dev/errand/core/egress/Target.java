package dev.errand.core.egress;

import dev.errand.executor.Http;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A URL whose form is in order: http or https, a host, no credentials. Where it leads is not known
 * yet.
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param path with the query, as it goes into the request line
 */
record Target(boolean https, String host, int port, String path) {

  static Target of(URI uri) throws Http.Refused {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean https = scheme.equals("https");
    if (!https && !scheme.equals("http")) {
      throw new Http.Refused(
          "A URL with the scheme \"%s\" may not be called, only http and https".formatted(scheme));
    }
    if (uri.getRawUserInfo() != null) {
      throw new Http.Refused(
          "The URL holds credentials before its host; give them in an Authorization header");
    }
    String host = checkedHost(uri);
    int port = uri.getPort() < 0 ? (https ? 443 : 80) : uri.getPort();
    if (port < 1 || port > 65535) {
      throw new Http.Refused("%s has the port %d; ports are 1 to 65535".formatted(host, port));
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        https, host, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  private static String checkedHost(URI uri) throws Http.Refused {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean unusual = Range.endsInNumber(host) && !Range.isLiteral(host);
    // With a zone, such as [fe80::1%25eth0], it would be this machine's to interpret.
    boolean zoned = host.startsWith("[") && host.contains("%");
    if (host.isEmpty() || unusual || zoned) {
      throw new Http.Refused(
          "\"%s\" is no host: give a domain name, an IPv4 address as four decimal numbers, or an IPv6 address in brackets"
              .formatted(uri.getRawAuthority()));
    }
    if (host.endsWith(".")) {
      throw new Http.Refused("The host \"%s\" ends in a dot: write it without".formatted(host));
    }
    return host;
  }

  /** Where a redirect from here leads. */
  Target redirectedTo(String location) throws Http.Refused {
    try {
      String absolute = location.startsWith("?") ? pathWithoutQuery() + location : location;
      Target next = of(uri().resolve(new URI(encoded(absolute))));
      if (https && !next.https) {
        throw new Http.Refused(
            "%s redirects to %s, which is not encrypted: only https may follow https"
                .formatted(this, next));
      }
      return next;
    } catch (URISyntaxException e) {
      throw new Http.Refused("%s redirects to something that is no URL".formatted(this));
    }
  }

  boolean sameOrigin(Target other) {
    return https == other.https && host.equals(other.host) && port == other.port;
  }

  URI uri() {
    return URI.create(origin() + path);
  }

  /** Scheme, host and port: what one circuit breaker and one limit of calls are for. */
  String origin() {
    String authority = port == (https ? 443 : 80) ? host : host + ":" + port;
    return (https ? "https://" : "http://") + authority;
  }

  /** The origin only, for messages: paths and queries may hold secrets. */
  @Override
  public String toString() {
    return ServiceName.isHost(host) ? "consul://" + ServiceName.fromHost(host) : origin() + "/";
  }

  private String pathWithoutQuery() {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** Many servers send locations with spaces and other characters that a URL may not have. */
  private static String encoded(String location) {
    var encoded = new StringBuilder();
    for (char c : location.strip().toCharArray()) {
      if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
        encoded.append("%%%02X".formatted(c & 0xff));
      } else {
        encoded.append(c);
      }
    }
    return encoded.toString();
  }
}
