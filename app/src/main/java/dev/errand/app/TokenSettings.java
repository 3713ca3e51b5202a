package dev.errand.app;

import dev.errand.api.identity.JwtSettings;
import dev.errand.app.config.Config;
import dev.errand.app.config.ConfigMistakes;
import dev.errand.app.config.Settings;
import dev.errand.core.egress.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Translates the configuration of tokens. */
final class TokenSettings {

  private TokenSettings() {}

  static JwtSettings of(Config config) {
    return new JwtSettings(
        keys(config),
        config.get(Settings.JWT_ISSUER),
        config.get(Settings.JWT_AUDIENCE),
        new JwtSettings.Claims(
            config.get(Settings.JWT_USER_CLAIM),
            config.get(Settings.JWT_TENANT_CLAIM),
            config.get(Settings.JWT_ROLES_CLAIM),
            config.get(Settings.JWT_LEVEL_CLAIM)));
  }

  private static JwtSettings.Keys keys(Config config) {
    var url = config.find(Settings.JWT_JWKS_URL);
    if (url.isPresent()) {
      return new JwtSettings.JwksUrl(Directory.callable(url.get()));
    }
    var file = config.find(Settings.JWT_KEY_FILE);
    return file.isPresent()
        ? new JwtSettings.PublicKeys(read(file.get()))
        : new JwtSettings.Secret(config.get(Settings.JWT_SECRET));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigMistakes(List.of("JWT_KEY_FILE=%s cannot be read: %s".formatted(file, e)));
    }
  }
}
