package dev.errand.app.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database and the login for it.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param name the database's
 * @param password null when the server asks for none
 * @param sslMode as libpq names it: disable, allow, prefer, require, verify-ca or verify-full
 * @param sslRootCert the file of the certificate authority; null = the system's
 */
public record DatabaseAddress(
    String host,
    int port,
    String name,
    String user,
    @Nullable String password,
    String sslMode,
    @Nullable String sslRootCert) {

  /** For JDBC; the login goes separately. */
  public String jdbcUrl() {
    String jdbcHost = host.contains(":") ? "[" + host + "]" : host;
    String url =
        "jdbc:postgresql://%s:%d/%s?sslmode=%s".formatted(jdbcHost, port, encode(name), sslMode);
    return sslRootCert == null ? url : url + "&sslrootcert=" + encode(sslRootCert);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** For people: which database, without the password. */
  @Override
  public String toString() {
    return "%s on %s:%d as %s".formatted(name, host, port, user);
  }
}
