package dev.errand.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

  @Test
  void needs_no_configuration_at_all() {
    Config config = environment(Map.of());
    assertEquals(8211, config.get(Settings.SERVICE_PORT));
    assertEquals("127.0.0.1", config.get(Settings.SERVICE_HOST));
    assertEquals("local", config.get(Settings.AUTH_MODE));
    assertEquals(Optional.empty(), config.database());
    assertEquals(
        Path.of(System.getProperty("user.home"), ".local/share/errand"),
        config.get(Settings.ERRAND_DATA_DIR));
  }

  @Test
  void lets_the_environment_win_over_the_file_and_properties_over_both() {
    Config config =
        read(
            file(new JsonObject().put("service_port", 1).put("db_pool_size", 1)),
            named("environment", Map.of("SERVICE_PORT", "2", "SERVICE_NAME", "two")),
            named("system property", Map.of("SERVICE_NAME", "three")));
    assertEquals(2, config.get(Settings.SERVICE_PORT));
    assertEquals("three", config.get(Settings.SERVICE_NAME));
    assertEquals(1, config.get(Settings.DB_POOL_SIZE));
  }

  @Test
  void takes_an_empty_variable_as_not_set() {
    Config config = environment(Map.of("DATABASE_URL", "", "SERVICE_PORT", " "));
    assertEquals(Optional.empty(), config.database());
    assertEquals(8211, config.get(Settings.SERVICE_PORT));
  }

  @Test
  void reports_all_mistakes_at_once() {
    ConfigMistakes mistakes =
        assertThrows(
            ConfigMistakes.class,
            () ->
                read(
                    file(new JsonObject().put("service_prot", 1).put("gateway_secret", 42)),
                    named(
                        "environment",
                        Map.of(
                            "DB_POOL_SIZE",
                            "none",
                            "AUTH_MODE",
                            "password",
                            "LOG_LEVEL",
                            "loud"))));
    assertEquals(
        List.of(
            "errand.yaml: 'service_prot' is not a setting; did you mean 'service_port'?",
            "environment: DB_POOL_SIZE must be a whole number from 1 to 1000, but is 'none'",
            "environment: AUTH_MODE must be one of local, gateway, jwt, but is 'password'",
            "errand.yaml: gateway_secret is a text and must stand in quotes",
            "environment: LOG_LEVEL must be one of error, warn, info, debug, trace, but is 'loud'"),
        mistakes.lines());
  }

  @Test
  void lists_the_settings_when_no_name_is_near() {
    assertEquals(
        List.of("errand.yaml: 'smtp_url' is not a setting; 'errand serve --help' lists them"),
        assertThrows(
                ConfigMistakes.class,
                () -> read(file(new JsonObject().put("smtp_url", "smtp://host"))))
            .lines());
  }

  @Test
  void keeps_secrets_out_of_messages() {
    String message =
        assertThrows(
                ConfigMistakes.class,
                () ->
                    environment(
                        Map.of(
                            "DATABASE_URL", "mysql://u:hidden@h/d", "NATS_URL", "x://t0ken@host")))
            .toString();
    assertFalse(message.contains("hidden") || message.contains("t0ken"), message);
  }

  @Test
  void prefers_database_url_over_its_alternatives() {
    Map<String, String> all =
        Map.of(
            "DATABASE_URL", "postgresql://u@one/d",
            "PG_DSN", "postgres://u@two/d",
            "POSTGRES_HOST", "three");
    assertEquals("one", environment(all).database().orElseThrow().host());
    assertEquals(
        "two", environment(Map.of("PG_DSN", "postgres://u@two/d")).database().orElseThrow().host());
  }

  @Test
  void builds_the_database_from_its_parts_only_when_a_host_is_named() {
    assertEquals(
        new DatabaseAddress("db", 6432, "errand", "me", "0123", "prefer", null),
        environment(
                Map.of(
                    "POSTGRES_HOST", "db",
                    "POSTGRES_PORT", "6432",
                    "POSTGRES_USER", "me",
                    "POSTGRES_PASSWORD", "0123"))
            .database()
            .orElseThrow());
    assertEquals(Optional.empty(), environment(Map.of("POSTGRES_USER", "me")).database());
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "30,PT30S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "1d,PT24H"})
  void reads_durations(String text, Duration expected) {
    assertEquals(
        expected, environment(Map.of("DB_ACQUIRE_TIMEOUT", text)).get(Settings.DB_ACQUIRE_TIMEOUT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "technology=https://a.example/feed,https://b.example/feed;sport=https://c.example/feed",
        "{\"technology\":[\"https://a.example/feed\",\"https://b.example/feed\"],\"sport\":\"https://c.example/feed\"}"
      })
  void reads_news_sources_in_both_forms(String text) {
    assertEquals(
        Map.of(
            "technology",
            List.of(URI.create("https://a.example/feed"), URI.create("https://b.example/feed")),
            "sport",
            List.of(URI.create("https://c.example/feed"))),
        environment(Map.of("NEWS_SOURCES", text)).get(Settings.NEWS_SOURCES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"technology", "{\"a\":null}", "{\"a\":[1]}", "{", "a=ftp://x/y"})
  void refuses_broken_news_sources(String text) {
    assertThrows(ConfigMistakes.class, () -> environment(Map.of("NEWS_SOURCES", text)));
  }

  @Test
  void reads_lists_and_maps_of_the_file() {
    Config config =
        read(
            file(
                new JsonObject()
                    .put("trusted_proxies", new JsonArray().add("10.0.0.0/8").add("::1"))
                    .put("news_sources", new JsonObject().put("a", "https://a.example"))
                    .put(
                        "executors",
                        new JsonObject().put("http_request", new JsonObject().put("limit", 3)))));
    assertEquals(List.of("10.0.0.0/8", "::1"), config.get(Settings.TRUSTED_PROXIES));
    assertEquals(1, config.get(Settings.NEWS_SOURCES).size());
    assertEquals(3, config.executor("http_request").getInteger("limit"));
    assertTrue(config.executor("other").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.8.8.8"})
  void trusts_all_callers_on_loopback(String host) {
    assertEquals(host, environment(Map.of("SERVICE_HOST", host)).get(Settings.SERVICE_HOST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void refuses_to_trust_the_network(String host) {
    String message =
        assertThrows(ConfigMistakes.class, () -> environment(Map.of("SERVICE_HOST", host)))
            .toString();
    assertTrue(message.contains("set AUTH_MODE=gateway with GATEWAY_SECRET"), message);
  }

  @Test
  void wants_proof_of_a_gateway() {
    Map<String, String> open = Map.of("SERVICE_HOST", "0.0.0.0", "AUTH_MODE", "gateway");
    assertThrows(ConfigMistakes.class, () -> environment(open));
    environment(
        Map.of("SERVICE_HOST", "0.0.0.0", "AUTH_MODE", "gateway", "GATEWAY_SECRET", "s3cret"));
  }

  @Test
  void wants_to_know_whose_tokens_to_trust() {
    Map<String, String> right =
        Map.of(
            "SERVICE_HOST", "0.0.0.0",
            "AUTH_MODE", "jwt",
            "JWT_JWKS_URL", "https://issuer.example/jwks.json",
            "JWT_ISSUER", "https://issuer.example",
            "JWT_AUDIENCE", "errand");
    assertEquals("sub", environment(right).get(Settings.JWT_USER_CLAIM));
    assertEquals(3, mistakes(Map.of("AUTH_MODE", "jwt")).size());
    Map<String, String> both = new HashMap<>(right);
    both.put("JWT_SECRET", "a secret of at least thirty-two bytes");
    assertEquals(1, mistakes(both).size());
    both.remove("JWT_JWKS_URL");
    assertEquals("jwt", environment(both).get(Settings.AUTH_MODE));
    for (String weak : List.of("short", "-----BEGIN PUBLIC KEY----- that everybody knows")) {
      both.put("JWT_SECRET", weak);
      assertEquals(1, mistakes(both).size(), weak);
    }
  }

  @Test
  void wants_files_that_are_there_and_go_together(@TempDir Path folder) throws IOException {
    String file = Files.writeString(folder.resolve("cert.pem"), "x").toString();
    assertTrue(mistakes(Map.of("TLS_CERT", file)).getFirst().contains("TLS_KEY"));
    String missing =
        mistakes(Map.of("TLS_CERT", file, "TLS_KEY", folder + "/missing.pem")).getFirst();
    assertTrue(missing.contains("TLS_KEY must be a file that can be read"), missing);
    assertEquals(
        folder.resolve("cert.pem"),
        environment(Map.of("TLS_CERT", file, "TLS_KEY", file)).get(Settings.TLS_KEY));
  }

  @Test
  void takes_origins_as_browsers_send_them() {
    assertEquals(
        List.of("https://app.example", "http://localhost:3000"),
        environment(Map.of("CORS_ORIGINS", "https://app.example, http://localhost:3000"))
            .get(Settings.CORS_ORIGINS));
    for (String wrong : List.of("app.example", "https://app.example/", "ftp://x")) {
      assertEquals(1, mistakes(Map.of("CORS_ORIGINS", wrong)).size(), wrong);
    }
  }

  private static List<String> mistakes(Map<String, String> variables) {
    return assertThrows(ConfigMistakes.class, () -> environment(variables)).lines();
  }

  @Test
  void wants_a_lease_that_survives_a_lost_heartbeat() {
    assertThrows(
        ConfigMistakes.class,
        () -> environment(Map.of("ENGINE_LEASE", "9s", "ENGINE_HEARTBEAT", "5s")));
  }

  @Test
  void prints_every_setting_with_its_origin_and_without_secrets() {
    String printed =
        read(
                file(new JsonObject().put("db_pool_size", 7)),
                named(
                    "environment",
                    Map.of(
                        "DATABASE_URL", "postgresql://u:hidden@h/d",
                        "NATS_URL", "nats://t0ken@h:4222,nats://a:pass@i:4222",
                        "GATEWAY_SECRET", "s3cret")))
            .print();
    Settings.all().forEach(setting -> assertTrue(printed.contains(setting.key() + ":")));
    assertTrue(printed.contains("database_url: \"postgresql://u:********@h/d\""), printed);
    assertTrue(printed.contains("db_pool_size: 7"), printed);
    assertTrue(printed.contains("# errand.yaml"), printed);
    List.of("hidden", "t0ken", "pass@", "s3cret")
        .forEach(secret -> assertFalse(printed.contains(secret), printed));
  }

  private static Config environment(Map<String, String> variables) {
    return read(named("environment", variables));
  }

  private static Config read(ConfigSource... sources) {
    return new ConfigReader(List.of(sources)).read();
  }

  private static ConfigSource file(JsonObject values) {
    return new ConfigSource("errand.yaml", true, values);
  }

  private static ConfigSource named(String origin, Map<String, String> variables) {
    JsonObject values = new JsonObject();
    variables.forEach(values::put);
    return new ConfigSource(origin, false, values);
  }
}
