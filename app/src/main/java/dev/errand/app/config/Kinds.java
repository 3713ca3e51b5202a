package dev.errand.app.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of value that settings have. */
final class Kinds {

  static final Kind<String> TEXT = Kind.of("a text", text -> text);

  static final Kind<Integer> PORT = integer(1, 65_535);

  static final Kind<Boolean> SWITCH = Kind.plain("true or false", Kinds::parseSwitch);

  static final Kind<Duration> DURATION =
      Kind.plain("a duration like 500ms, 30s, 5m or 2h", Kinds::parseDuration);

  static final Kind<Path> FOLDER = Kind.of("a folder", Kinds::parseFolder);

  static final Kind<List<String>> NAMES = Kind.of("names separated by commas", Kinds::parseList);

  static final Kind<List<String>> NETWORKS =
      Kind.of(
          "networks like 10.0.0.0/8, addresses or host names, separated by commas",
          Kinds::parseNetworks);

  static final Kind<URI> BASE_URL =
      Kind.of("a URL like https://host or consul://service", Kinds::parseBaseUrl).url();

  static final Kind<List<URI>> NATS_SERVERS =
      Kind.of("one or more URLs like nats://host:4222, separated by commas", Kinds::parseNats)
          .url();

  static final Kind<URI> MQTT =
      Kind.of(
              "a URL like mqtt://user:password@host:1883 or mqtts://host",
              text -> parseUrl(text, Set.of("mqtt", "mqtts")))
          .url();

  static final Kind<DatabaseAddress> DATABASE =
      Kind.of("a URL like postgresql://user:password@host:5432/name", DatabaseUrl::parse).url();

  static final Kind<Path> FILE = Kind.of("a file that can be read", Kinds::parseFile);

  static final Kind<List<String>> ORIGINS =
      Kind.of("origins like https://app.example, separated by commas, or *", Kinds::parseOrigins);

  private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)?");
  private static final Pattern NETWORK_TEXT = Pattern.compile("[\\w.:*-]+(/\\d{1,3})?");

  private Kinds() {}

  static Kind<Integer> integer(int least, int most) {
    return Kind.plain(
        "a whole number from " + least + " to " + most,
        text -> {
          int value = Integer.parseInt(text);
          require(value >= least && value <= most);
          return value;
        });
  }

  static Kind<String> choice(String... values) {
    List<String> choices = List.of(values);
    return Kind.of(
        "one of " + String.join(", ", choices),
        text -> {
          String lower = text.toLowerCase(Locale.ROOT);
          require(choices.contains(lower));
          return lower;
        });
  }

  private static boolean parseSwitch(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION_TEXT.matcher(text);
    require(matcher.matches());
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          case "d" -> Duration.ofDays(amount);
          case null, default -> Duration.ofSeconds(amount);
        };
    require(duration.isPositive());
    return duration;
  }

  private static Path parseFolder(String text) {
    boolean inHome = text.equals("~") || text.startsWith("~/");
    String path = inHome ? System.getProperty("user.home") + text.substring(1) : text;
    return Path.of(path).toAbsolutePath().normalize();
  }

  private static List<String> parseList(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static List<String> parseNetworks(String text) {
    List<String> networks = parseList(text);
    require(networks.stream().allMatch(network -> NETWORK_TEXT.matcher(network).matches()));
    return networks;
  }

  private static List<URI> parseNats(String text) {
    return parseList(text).stream()
        .map(url -> parseUrl(url, Set.of("nats", "tls", "ws", "wss")))
        .toList();
  }

  private static Path parseFile(String text) {
    Path file = parseFolder(text);
    require(Files.isRegularFile(file) && Files.isReadable(file));
    return file;
  }

  private static List<String> parseOrigins(String text) {
    List<String> origins = parseList(text);
    for (String origin : origins) {
      if (!origin.equals("*")) {
        URI url = parseUrl(origin, Set.of("http", "https"));
        require(origin.equals(url.getScheme() + "://" + url.getRawAuthority()));
      }
    }
    return origins;
  }

  private static URI parseBaseUrl(String text) {
    URI url = URI.create(text);
    // Names in Consul may have an underscore, which no host may have.
    boolean peer = "consul".equalsIgnoreCase(url.getScheme()) && url.getRawAuthority() != null;
    return peer ? url : parseUrl(text, Set.of("http", "https"));
  }

  static URI parseUrl(String text, Set<String> schemes) {
    URI url = URI.create(text);
    require(url.getScheme() != null && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT)));
    require(url.getRawAuthority() != null && url.getHost() != null);
    return url;
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException();
    }
  }
}
