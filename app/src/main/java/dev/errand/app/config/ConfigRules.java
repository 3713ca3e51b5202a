package dev.errand.app.config;

import static dev.errand.app.config.Settings.AUTH_MODE;
import static dev.errand.app.config.Settings.ENGINE_HEARTBEAT;
import static dev.errand.app.config.Settings.ENGINE_LEASE;
import static dev.errand.app.config.Settings.GATEWAY_SECRET;
import static dev.errand.app.config.Settings.REQUIRED_EVIDENCE;
import static dev.errand.app.config.Settings.SERVICE_HOST;
import static dev.errand.app.config.Settings.SMTP_FROM;
import static dev.errand.app.config.Settings.SMTP_HOST;
import static dev.errand.app.config.Settings.SMTP_PASSWORD;
import static dev.errand.app.config.Settings.SMTP_USER;
import static dev.errand.app.config.Settings.TLS_CERT;
import static dev.errand.app.config.Settings.TLS_KEY;
import static dev.errand.app.config.Settings.TRUSTED_PROXIES;

import dev.errand.core.tasktype.TaskTypes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What several settings must hold together, when each by itself is right. */
final class ConfigRules {

  private ConfigRules() {}

  /** Rules whose settings are wrong by themselves are left out. */
  static List<String> broken(Config config) {
    List<String> mistakes = new ArrayList<>();
    String mode = config.find(AUTH_MODE).orElse("");
    if (mode.equals("local")) {
      config.find(SERVICE_HOST).ifPresent(host -> refuseToTrustTheNetwork(host, mistakes));
    }
    if (mode.equals("gateway")
        && config.find(GATEWAY_SECRET).isEmpty()
        && config.find(TRUSTED_PROXIES).isEmpty()) {
      mistakes.add(
          "AUTH_MODE=gateway needs GATEWAY_SECRET or TRUSTED_PROXIES: otherwise anybody could claim to be anyone");
    }
    if (mode.equals("jwt")) {
      TokenRules.check(config, mistakes);
    }
    if (config.find(TLS_CERT).isPresent() != config.find(TLS_KEY).isPresent()) {
      mistakes.add("TLS_CERT and TLS_KEY belong together: set both, or neither");
    }
    requireSender(config, mistakes);
    Duration heartbeat = config.find(ENGINE_HEARTBEAT).orElse(Duration.ZERO);
    Duration lease = config.find(ENGINE_LEASE).orElse(ChronoUnit.FOREVER.getDuration());
    if (heartbeat.multipliedBy(2).compareTo(lease) > 0) {
      mistakes.add(
          "ENGINE_LEASE must be at least twice ENGINE_HEARTBEAT, so that one lost heartbeat does not lose the work");
    }
    config.find(REQUIRED_EVIDENCE).ifPresent(required -> requireTypesOfPeople(required, mistakes));
    return mistakes;
  }

  private static void requireSender(Config config, List<String> mistakes) {
    if (config.find(SMTP_HOST).isPresent()
        && !config.find(SMTP_FROM).orElse("").matches("[^@]+@[^@]+")) {
      mistakes.add("SMTP_HOST needs SMTP_FROM: the address that mail comes from");
    }
    if (config.find(SMTP_USER).isPresent() != config.find(SMTP_PASSWORD).isPresent()) {
      mistakes.add("SMTP_USER and SMTP_PASSWORD belong together: set both, or neither");
    }
  }

  private static void requireTypesOfPeople(
      Map<String, List<String>> required, List<String> mistakes) {
    try {
      new TaskTypes(List.of(), required);
    } catch (IllegalArgumentException e) {
      mistakes.add("REQUIRED_EVIDENCE: " + e.getMessage());
    }
  }

  private static void refuseToTrustTheNetwork(String host, List<String> mistakes) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        mistakes.add(
            "SERVICE_HOST=%s can be reached from other machines, but AUTH_MODE=local trusts every caller: set AUTH_MODE=gateway with GATEWAY_SECRET or TRUSTED_PROXIES, AUTH_MODE=jwt with JWT_JWKS_URL, or SERVICE_HOST=127.0.0.1"
                .formatted(host));
      }
    } catch (UnknownHostException e) {
      mistakes.add(
          "SERVICE_HOST must be an address of this machine, but '%s' is none".formatted(host));
    }
  }
}
