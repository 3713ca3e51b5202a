package dev.errand.core.egress;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How the name of a service in the directory is written as a host, so that it fits into an http
 * URL: underscores, which hosts may not have, become dots, which services do not have, and the
 * top-level domain is the one that DNS never answers for.
 */
final class ServiceName {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*");
  private static final String SUFFIX = ".consul.invalid";

  private ServiceName() {}

  static URI callable(URI consul) {
    String name = consul.getRawAuthority();
    if (name == null || !VALID.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s names no service: give it as consul://name/path, where the name has letters, digits, single - and _"
              .formatted(consul));
    }
    String host = name.toLowerCase(Locale.ROOT).replace('_', '.') + SUFFIX;
    String query = consul.getRawQuery() == null ? "" : "?" + consul.getRawQuery();
    return URI.create("http://" + host + consul.getRawPath() + query);
  }

  static boolean isHost(String host) {
    return host.endsWith(SUFFIX);
  }

  static String fromHost(String host) {
    return host.substring(0, host.length() - SUFFIX.length()).replace('.', '_');
  }
}
