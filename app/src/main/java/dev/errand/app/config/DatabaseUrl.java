package dev.errand.app.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code postgresql://} URLs as libpq does, as far as one server and its login go. */
final class DatabaseUrl {

  private static final int DEFAULT_PORT = 5432;
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final List<String> PARAMETERS = List.of("sslmode", "sslrootcert");

  private DatabaseUrl() {}

  static DatabaseAddress parse(String text) {
    URI url = Kinds.parseUrl(text, Set.of("postgresql", "postgres"));
    String[] login = url.getRawUserInfo() == null ? new String[0] : split(url.getRawUserInfo());
    check(login.length > 0, "must name a user: postgresql://user:password@host:5432/name");
    String path = url.getRawPath();
    check(path != null && path.length() > 1, "must end with the database's name, as in …/errand");
    Map<String, String> parameters = parameters(url.getRawQuery());
    String sslMode = parameters.getOrDefault("sslmode", "prefer");
    check(SSL_MODES.contains(sslMode), "has an sslmode other than " + String.join(", ", SSL_MODES));
    return new DatabaseAddress(
        url.getHost().replaceAll("[\\[\\]]", ""),
        url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
        decode(path.substring(1)),
        decode(login[0]),
        login.length > 1 ? decode(login[1]) : null,
        sslMode,
        parameters.get("sslrootcert"));
  }

  private static String[] split(String login) {
    return login.split(":", 2);
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query != null) {
      Arrays.stream(query.split("&"))
          .map(parameter -> parameter.split("=", 2))
          .forEach(pair -> parameters.put(decode(pair[0]), pair.length > 1 ? decode(pair[1]) : ""));
    }
    parameters.keySet().stream()
        .filter(name -> !PARAMETERS.contains(name))
        .findFirst()
        .ifPresent(
            name ->
                check(
                    false,
                    "has the parameter '%s', but only %s are known"
                        .formatted(name, String.join(" and ", PARAMETERS))));
    return parameters;
  }

  /** Unlike in forms, a plus in a URL is a plus. */
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void check(boolean right, String problem) {
    if (!right) {
      throw new WrongValue(problem);
    }
  }
}
