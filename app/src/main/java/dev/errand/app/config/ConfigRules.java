package dev.errand.app.config;

import static dev.errand.app.config.Settings.AUTH_MODE;
import static dev.errand.app.config.Settings.ENGINE_HEARTBEAT;
import static dev.errand.app.config.Settings.ENGINE_LEASE;
import static dev.errand.app.config.Settings.GATEWAY_SECRET;
import static dev.errand.app.config.Settings.SERVICE_HOST;
import static dev.errand.app.config.Settings.TRUSTED_PROXIES;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What several settings must hold together, when each by itself is right. */
final class ConfigRules {

  private ConfigRules() {}

  static List<String> broken(Config config) {
    List<String> mistakes = new ArrayList<>();
    refuseToTrustTheNetwork(config, mistakes);
    if (config.get(AUTH_MODE).equals("gateway")
        && config.find(GATEWAY_SECRET).isEmpty()
        && config.find(TRUSTED_PROXIES).isEmpty()) {
      mistakes.add(
          "AUTH_MODE=gateway needs GATEWAY_SECRET or TRUSTED_PROXIES: otherwise anybody could claim to be anyone");
    }
    if (config.get(ENGINE_HEARTBEAT).multipliedBy(2).compareTo(config.get(ENGINE_LEASE)) > 0) {
      mistakes.add(
          "ENGINE_LEASE must be at least twice ENGINE_HEARTBEAT, so that one lost heartbeat does not lose the work");
    }
    return mistakes;
  }

  private static void refuseToTrustTheNetwork(Config config, List<String> mistakes) {
    String host = config.get(SERVICE_HOST);
    try {
      boolean loopback = InetAddress.getByName(host).isLoopbackAddress();
      if (!loopback && config.get(AUTH_MODE).equals("local")) {
        mistakes.add(
            "SERVICE_HOST=%s can be reached from other machines, but AUTH_MODE=local trusts every caller: set AUTH_MODE=gateway with GATEWAY_SECRET or TRUSTED_PROXIES, or SERVICE_HOST=127.0.0.1"
                .formatted(host));
      }
    } catch (UnknownHostException e) {
      mistakes.add(
          "SERVICE_HOST must be an address of this machine, but '%s' is none".formatted(host));
    }
  }
}
