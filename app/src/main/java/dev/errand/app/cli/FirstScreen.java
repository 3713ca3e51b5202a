package dev.errand.app.cli;

import dev.errand.app.Version;
import dev.errand.app.config.Config;
import dev.errand.app.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a person reads when the service is up: where it is, where its data lie, what is on and off.
 */
final class FirstScreen {

  private final Config config;

  FirstScreen(Config config) {
    this.config = config;
  }

  /**
   * @param port the one that it really listens on
   */
  List<String> lines(int port) {
    String host = config.get(Settings.SERVICE_HOST);
    String scheme = config.find(Settings.TLS_CERT).isPresent() ? "https" : "http";
    String url = "%s://%s:%d".formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port);
    return List.of(
        "Errand %s on %s".formatted(Version.current(), url),
        "  data    " + data(),
        "  access  " + access(),
        "  on      " + String.join(", ", neighbours(true)),
        "  off     " + String.join(", ", neighbours(false)),
        "  next    curl " + url + "/api/v1/task-types, or see README.md",
        "Ctrl-C stops it.");
  }

  private String data() {
    return config
        .database()
        .map(address -> "PostgreSQL: " + address)
        .orElseGet(() -> config.get(Settings.ERRAND_DATA_DIR) + " (embedded PostgreSQL)");
  }

  private String access() {
    return switch (config.get(Settings.AUTH_MODE)) {
      case "gateway" -> "gateway: who calls is what the gateway says";
      case "jwt" -> "jwt: tokens of " + config.get(Settings.JWT_ISSUER);
      default -> "local: whoever reaches this address is admin";
    };
  }

  private List<String> neighbours(boolean on) {
    List<String> lines = new ArrayList<>();
    if (config.get(Settings.ENGINE_ENABLED) == on) {
      lines.add(
          on
              ? "engine (%d at once)".formatted(config.get(Settings.ENGINE_CONCURRENCY))
              : "engine (ENGINE_ENABLED)");
    }
    if (config.find(Settings.NATS_URL).isPresent() == on) {
      lines.add(on ? "NATS" : "NATS (NATS_URL)");
    }
    if (config.find(Settings.CONSUL_HOST).isPresent() == on) {
      lines.add(on ? "Consul" : "Consul (CONSUL_HOST)");
    }
    return lines.isEmpty() ? List.of("nothing") : lines;
  }
}
