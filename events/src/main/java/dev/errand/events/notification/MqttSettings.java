package dev.errand.events.notification;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The broker that takes messages.
 *
 * @param url mqtt or mqtts, with a user and password if it wants them
 * @param topic what the topic of each user begins with
 */
public record MqttSettings(URI url, String topic) {

  private static final int PORT = 1883;
  private static final int TLS_PORT = 8883;

  boolean encrypted() {
    return "mqtts".equalsIgnoreCase(url.getScheme());
  }

  int port() {
    return url.getPort() > 0 ? url.getPort() : encrypted() ? TLS_PORT : PORT;
  }

  /** The given part of what stands before the host: 0 for the user, 1 for the password. */
  @Nullable String credential(int part) {
    var user = url.getUserInfo();
    var parts = user == null ? new String[0] : user.split(":", 2);
    return part < parts.length ? parts[part] : null;
  }
}
