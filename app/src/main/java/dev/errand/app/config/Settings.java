package dev.errand.app.config;

import static dev.errand.app.config.Kinds.choice;
import static dev.errand.app.config.Kinds.integer;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is. Reading, checking, {@code --help}, {@code --print-config} and the table
 * in {@code docs/operations.md} all come from here.
 */
public final class Settings {

  private static final List<Setting<?>> DECLARED = new ArrayList<>();
  private static final int ANY = 1_000_000;

  /** Executions mostly wait, so a core takes many; and large batches cost less each. */
  static final int SLOTS_A_CORE = 256;

  private static final String SLOTS =
      String.valueOf(SLOTS_A_CORE * Runtime.getRuntime().availableProcessors());

  private static final Group SERVICE = new Group("Service");
  public static final Setting<String> SERVICE_NAME =
      SERVICE.set("SERVICE_NAME", Kinds.TEXT, "task_service", "the name in Consul and in events");
  public static final Setting<String> SERVICE_HOST =
      SERVICE.set("SERVICE_HOST", Kinds.TEXT, "127.0.0.1", "the address to listen on");
  public static final Setting<Integer> SERVICE_PORT =
      SERVICE.set("SERVICE_PORT", integer(0, 65_535), "8211", "the port; 0 = any free one");
  public static final Setting<Path> TLS_CERT =
      SERVICE.set("TLS_CERT", Kinds.FILE, null, "its certificates in PEM; unset = without TLS");
  public static final Setting<Path> TLS_KEY =
      SERVICE.set("TLS_KEY", Kinds.FILE, null, "with TLS_CERT: the private key in PEM");
  public static final Setting<String> SERVICE_ADDRESS =
      SERVICE.set("SERVICE_ADDRESS", Kinds.TEXT, null, "where others reach this node, for Consul");
  public static final Setting<Duration> SHUTDOWN_GRACE =
      SERVICE.set("SHUTDOWN_GRACE", Kinds.DURATION, "10s", "what running work gets when stopping");
  public static final Setting<Integer> MAX_STREAMS =
      SERVICE.set("MAX_STREAMS", integer(0, ANY), "1000", "open streams of events, of a node");
  public static final Setting<Integer> MAX_TENANT_STREAMS =
      SERVICE.set(
          "MAX_TENANT_STREAMS", integer(0, ANY), "500", "of those, the streams of one tenant");

  private static final Group DATABASE = new Group("Database");
  public static final Setting<DatabaseAddress> DATABASE_URL =
      DATABASE.set("DATABASE_URL", Kinds.DATABASE, null, "a PostgreSQL server; unset = embedded");
  static final Setting<DatabaseAddress> PG_DSN =
      DATABASE.set("PG_DSN", Kinds.DATABASE, null, "the same, if DATABASE_URL is unset");
  static final Setting<String> POSTGRES_HOST =
      DATABASE.set("POSTGRES_HOST", Kinds.TEXT, null, "the server, if both of them are unset");
  static final Setting<Integer> POSTGRES_PORT =
      DATABASE.set("POSTGRES_PORT", Kinds.PORT, "5432", "with POSTGRES_HOST: its port");
  static final Setting<String> POSTGRES_DB =
      DATABASE.set("POSTGRES_DB", Kinds.TEXT, "errand", "with POSTGRES_HOST: the database");
  static final Setting<String> POSTGRES_USER =
      DATABASE.set("POSTGRES_USER", Kinds.TEXT, "errand", "with POSTGRES_HOST: the user");
  static final Setting<String> POSTGRES_PASSWORD =
      DATABASE.set(
          "POSTGRES_PASSWORD", Kinds.TEXT.secret(), null, "with POSTGRES_HOST: the password");
  public static final Setting<Path> ERRAND_DATA_DIR =
      DATABASE.set(
          "ERRAND_DATA_DIR", Kinds.FOLDER, "~/.local/share/errand", "the embedded database's data");
  public static final Setting<Integer> DB_POOL_SIZE =
      DATABASE.set("DB_POOL_SIZE", integer(1, 1_000), "16", "connections at most");
  public static final Setting<Integer> DB_QUEUE_LIMIT =
      DATABASE.set("DB_QUEUE_LIMIT", integer(1, ANY), "1000", "requests that may wait for one");
  public static final Setting<Duration> DB_ACQUIRE_TIMEOUT =
      DATABASE.set("DB_ACQUIRE_TIMEOUT", Kinds.DURATION, "5s", "how long they wait");
  public static final Setting<Duration> DB_IDLE_TIMEOUT =
      DATABASE.set("DB_IDLE_TIMEOUT", Kinds.DURATION, "10m", "when an idle connection is closed");
  public static final Setting<Duration> DB_MAX_LIFETIME =
      DATABASE.set("DB_MAX_LIFETIME", Kinds.DURATION, "1h", "when any connection is renewed");
  public static final Setting<Duration> DB_START_TIMEOUT =
      DATABASE.set("DB_START_TIMEOUT", Kinds.DURATION, "30s", "patience with a server that starts");

  private static final Group EVIDENCE = new Group("Evidence");
  public static final Setting<EvidencePlace> EVIDENCE_STORE =
      EVIDENCE.set(
          "EVIDENCE_STORE",
          EvidencePlace.KIND,
          "database",
          "where new files lie; all nodes share it");
  public static final Setting<Map<String, List<String>>> REQUIRED_EVIDENCE =
      EVIDENCE.set(
          "REQUIRED_EVIDENCE",
          EvidenceKinds.KIND,
          null,
          "what completion needs: type=kind,kind;type=kind");

  private static final Group ACCESS = new Group("Access");
  public static final Setting<String> AUTH_MODE =
      ACCESS.set(
          "AUTH_MODE",
          choice("local", "gateway", "jwt"),
          "local",
          "local = trust all callers on loopback");
  public static final Setting<List<String>> TRUSTED_PROXIES =
      ACCESS.set("TRUSTED_PROXIES", Kinds.NETWORKS, null, "whose X-… headers are believed");
  public static final Setting<String> GATEWAY_SECRET =
      ACCESS.set(
          "GATEWAY_SECRET", Kinds.TEXT.secret(), null, "what the gateway proves itself with");
  public static final Setting<URI> JWT_JWKS_URL =
      ACCESS.set("JWT_JWKS_URL", Kinds.BASE_URL, null, "where the keys of tokens are published");
  public static final Setting<Path> JWT_KEY_FILE =
      ACCESS.set("JWT_KEY_FILE", Kinds.FILE, null, "or a file: a JWK set, or a public key in PEM");
  public static final Setting<String> JWT_SECRET =
      ACCESS.set("JWT_SECRET", Kinds.TEXT.secret(), null, "or the issuer's secret, for HS256");
  public static final Setting<String> JWT_ISSUER =
      ACCESS.set("JWT_ISSUER", Kinds.TEXT, null, "whom tokens must come from (iss)");
  public static final Setting<String> JWT_AUDIENCE =
      ACCESS.set("JWT_AUDIENCE", Kinds.TEXT, null, "whom tokens must be for (aud)");
  public static final Setting<String> JWT_USER_CLAIM =
      ACCESS.set("JWT_USER_CLAIM", Kinds.TEXT, "sub", "where a token says who is calling");
  public static final Setting<String> JWT_TENANT_CLAIM =
      ACCESS.set("JWT_TENANT_CLAIM", Kinds.TEXT, "tenant", "where it says whose data it is about");
  public static final Setting<String> JWT_ROLES_CLAIM =
      ACCESS.set("JWT_ROLES_CLAIM", Kinds.TEXT, "roles", "where it says the caller's roles");
  public static final Setting<String> JWT_LEVEL_CLAIM =
      ACCESS.set("JWT_LEVEL_CLAIM", Kinds.TEXT, "level", "where it says the level of subscription");
  public static final Setting<List<String>> CORS_ORIGINS =
      ACCESS.set("CORS_ORIGINS", Kinds.ORIGINS, null, "whose pages may call from a browser");
  public static final Setting<String> TASK_VISIBILITY =
      ACCESS.set(
          "TASK_VISIBILITY",
          choice("tenant", "owner"),
          "tenant",
          "owner = see and reach one's own tasks only");
  public static final Setting<Integer> RATE_LIMIT_USER =
      ACCESS.set("RATE_LIMIT_USER", integer(1, ANY), null, "requests a minute of each user");
  public static final Setting<Integer> RATE_LIMIT_KEY =
      ACCESS.set("RATE_LIMIT_KEY", integer(1, ANY), null, "requests a minute of each API key");
  public static final Setting<String> DEFAULT_SUBSCRIPTION_LEVEL =
      ACCESS.set(
          "DEFAULT_SUBSCRIPTION_LEVEL",
          choice("free", "basic", "pro", "enterprise"),
          "enterprise",
          "the level of callers whose own is not known");

  private static final Group ENGINE = new Group("Engine");
  public static final Setting<Boolean> ENGINE_ENABLED =
      ENGINE.set("ENGINE_ENABLED", Kinds.SWITCH, "true", "whether this node executes tasks");
  public static final Setting<Integer> ENGINE_CONCURRENCY =
      ENGINE.set(
          "ENGINE_CONCURRENCY",
          integer(1, 100_000),
          SLOTS,
          "executions at once: " + SLOTS_A_CORE + " a core");
  public static final Setting<Integer> ENGINE_BATCH_SIZE =
      ENGINE.set("ENGINE_BATCH_SIZE", integer(1, 10_000), "500", "tasks in one statement at most");
  public static final Setting<Duration> ENGINE_POLL_INTERVAL =
      ENGINE.set("ENGINE_POLL_INTERVAL", Kinds.DURATION, "1s", "how often an idle node looks");
  public static final Setting<Duration> ENGINE_LEASE =
      ENGINE.set("ENGINE_LEASE", Kinds.DURATION, "30s", "when a silent node's work is taken over");
  public static final Setting<Duration> ENGINE_HEARTBEAT =
      ENGINE.set("ENGINE_HEARTBEAT", Kinds.DURATION, "5s", "how often a node says it is alive");
  public static final Setting<Integer> RETENTION_DAYS =
      ENGINE.set(
          "RETENTION_DAYS",
          integer(1, 36_500),
          "90",
          "how long executions, events and firings stay");

  private static final Group EXECUTORS = new Group("Executors");
  public static final Setting<Path> ERRAND_PLUGINS_DIR =
      EXECUTORS.set("ERRAND_PLUGINS_DIR", Kinds.FOLDER, null, "a folder of executor jars");
  public static final Setting<String> ERRAND_PLUGINS_BROKEN =
      EXECUTORS.set(
          "ERRAND_PLUGINS_BROKEN",
          choice("refuse", "skip"),
          "refuse",
          "a broken jar: refuse to start, or skip it with a warning");
  public static final Setting<List<String>> EXECUTORS_ENABLED =
      EXECUTORS.set("EXECUTORS_ENABLED", Kinds.NAMES, null, "only these task types; unset = all");
  public static final Setting<List<String>> EXECUTORS_DISABLED =
      EXECUTORS.set("EXECUTORS_DISABLED", Kinds.NAMES, null, "all task types but these");
  public static final Setting<URI> WEATHER_BASE_URL =
      EXECUTORS.set(
          "WEATHER_BASE_URL", Kinds.BASE_URL, "https://api.open-meteo.com", "weather forecasts");
  public static final Setting<URI> GEOCODING_BASE_URL =
      EXECUTORS.set(
          "GEOCODING_BASE_URL",
          Kinds.BASE_URL,
          "https://geocoding-api.open-meteo.com",
          "places by name");
  public static final Setting<Map<String, List<URI>>> NEWS_SOURCES =
      EXECUTORS.set("NEWS_SOURCES", NewsSources.KIND, null, "feeds: category=url,url;category=url");
  public static final Setting<Path> BACKUP_DIR =
      EXECUTORS.set("BACKUP_DIR", Kinds.FOLDER, null, "where tasks of type data_backup write");
  public static final Setting<List<String>> EGRESS_ALLOW =
      EXECUTORS.set("EGRESS_ALLOW", Kinds.NETWORKS, null, "private targets that tasks may call");
  public static final Setting<Integer> EGRESS_HOST_CALLS =
      EXECUTORS.set(
          "EGRESS_HOST_CALLS", integer(1, 10_000), "16", "calls at a time to one host, of a node");
  public static final Setting<Duration> EGRESS_HOST_WAIT =
      EXECUTORS.set(
          "EGRESS_HOST_WAIT",
          Kinds.DURATION,
          "10s",
          "how long further calls wait, outside their time limit, before they fail to be retried");

  private static final Group WEBHOOKS = new Group("Webhooks");
  public static final Setting<Duration> WEBHOOK_TIMEOUT =
      WEBHOOKS.set("WEBHOOK_TIMEOUT", Kinds.DURATION, "15s", "how long a receiver may take");
  public static final Setting<Integer> WEBHOOK_CONCURRENCY =
      WEBHOOKS.set(
          "WEBHOOK_CONCURRENCY", integer(1, 100), "4", "calls at a time to one, of a node");
  public static final Setting<Integer> WEBHOOK_RETENTION_DAYS =
      WEBHOOKS.set(
          "WEBHOOK_RETENTION_DAYS", integer(2, 3_650), "7", "how long deliveries are remembered");

  private static final Group NEIGHBOURS = new Group("Neighbours");
  public static final Setting<List<URI>> NATS_URL =
      NEIGHBOURS.set("NATS_URL", Kinds.NATS_SERVERS, null, "where events go; unset = off");
  public static final Setting<String> NATS_USER =
      NEIGHBOURS.set("NATS_USER", Kinds.TEXT, null, "who the service is there, if no URL says");
  public static final Setting<String> NATS_PASSWORD =
      NEIGHBOURS.set("NATS_PASSWORD", Kinds.TEXT.secret(), null, "with NATS_USER: the password");
  public static final Setting<String> NATS_TOKEN =
      NEIGHBOURS.set("NATS_TOKEN", Kinds.TEXT.secret(), null, "or a token");
  public static final Setting<Path> NATS_NKEY =
      NEIGHBOURS.set("NATS_NKEY", Kinds.FILE, null, "or a file with the seed of a user's nkey");
  public static final Setting<Path> NATS_CREDENTIALS =
      NEIGHBOURS.set(
          "NATS_CREDENTIALS", Kinds.FILE, null, "or a file with a user's JWT and nkey (.creds)");
  public static final Setting<Path> NATS_TLS_CA =
      NEIGHBOURS.set("NATS_TLS_CA", Kinds.FILE, null, "whose certificates to trust there, in PEM");
  public static final Setting<Path> NATS_TLS_CERT =
      NEIGHBOURS.set("NATS_TLS_CERT", Kinds.FILE, null, "the service's own certificate, in PEM");
  public static final Setting<Path> NATS_TLS_KEY =
      NEIGHBOURS.set("NATS_TLS_KEY", Kinds.FILE, null, "with NATS_TLS_CERT: its key, in PEM");
  public static final Setting<List<String>> NATS_EVENT_SUBJECTS =
      NEIGHBOURS.set(
          "NATS_EVENT_SUBJECTS",
          Kinds.NAMES,
          null,
          "subjects whose messages are events for the triggers");
  public static final Setting<String> NATS_EVENT_TENANT =
      NEIGHBOURS.set(
          "NATS_EVENT_TENANT",
          Kinds.TEXT,
          null,
          "whose events those are that name no tenant; unset = none");
  public static final Setting<String> CONSUL_HOST =
      NEIGHBOURS.set("CONSUL_HOST", Kinds.TEXT, null, "the Consul agent; unset = off");
  public static final Setting<Integer> CONSUL_PORT =
      NEIGHBOURS.set("CONSUL_PORT", Kinds.PORT, "8500", "its port");
  public static final Setting<String> CONSUL_TOKEN =
      NEIGHBOURS.set(
          "CONSUL_TOKEN", Kinds.TEXT.secret(), null, "its access token, if it wants one");
  public static final Setting<URI> ACCOUNT_SERVICE_URL =
      NEIGHBOURS.set(
          "ACCOUNT_SERVICE_URL", Kinds.BASE_URL, null, "knows subscription levels; unset = off");
  public static final Setting<URI> CALENDAR_SERVICE_URL =
      NEIGHBOURS.set(
          "CALENDAR_SERVICE_URL",
          Kinds.BASE_URL,
          null,
          "takes the events of calendar_event tasks; unset = off");
  public static final Setting<URI> LUNAR_CALENDAR_URL =
      NEIGHBOURS.set(
          "LUNAR_CALENDAR_URL",
          Kinds.BASE_URL,
          null,
          "another service with these calendar routes; unset = computed here");
  public static final Setting<URI> NDVI_SERVICE_URL =
      NEIGHBOURS.set(
          "NDVI_SERVICE_URL",
          Kinds.BASE_URL,
          null,
          "knows how healthy fields are; unset = nobody does");

  private static final Group NOTIFICATIONS = new Group("Notifications");
  public static final Setting<String> SMTP_HOST =
      NOTIFICATIONS.set("SMTP_HOST", Kinds.TEXT, null, "the mail server; unset = no mail");
  public static final Setting<Integer> SMTP_PORT =
      NOTIFICATIONS.set("SMTP_PORT", Kinds.PORT, "587", "its port");
  public static final Setting<String> SMTP_SECURITY =
      NOTIFICATIONS.set(
          "SMTP_SECURITY",
          choice("starttls", "tls", "none"),
          "starttls",
          "how mail is encrypted on its way; without it none is sent");
  public static final Setting<String> SMTP_FROM =
      NOTIFICATIONS.set("SMTP_FROM", Kinds.TEXT, null, "with SMTP_HOST: the sender's address");
  public static final Setting<String> SMTP_USER =
      NOTIFICATIONS.set("SMTP_USER", Kinds.TEXT, null, "who logs in, if the server wants that");
  public static final Setting<String> SMTP_PASSWORD =
      NOTIFICATIONS.set(
          "SMTP_PASSWORD", Kinds.TEXT.secret(), null, "with SMTP_USER: their password");
  public static final Setting<Path> SMTP_CA_FILE =
      NOTIFICATIONS.set(
          "SMTP_CA_FILE", Kinds.FILE, null, "certificates in PEM to trust instead of the usual");
  public static final Setting<String> TELEGRAM_BOT_TOKEN =
      NOTIFICATIONS.set(
          "TELEGRAM_BOT_TOKEN", Kinds.TEXT.secret(), null, "the bot that writes; unset = off");
  public static final Setting<URI> TELEGRAM_BASE_URL =
      NOTIFICATIONS.set(
          "TELEGRAM_BASE_URL", Kinds.BASE_URL, "https://api.telegram.org", "the Bot API");
  public static final Setting<URI> MQTT_URL =
      NOTIFICATIONS.set("MQTT_URL", Kinds.MQTT, null, "the MQTT broker; unset = off");
  public static final Setting<String> MQTT_TOPIC =
      NOTIFICATIONS.set("MQTT_TOPIC", Kinds.TEXT, "errand", "what topics begin with");
  public static final Setting<URI> NOTIFICATION_SERVICE_URL =
      NOTIFICATIONS.set(
          "NOTIFICATION_SERVICE_URL", Kinds.BASE_URL, null, "one more channel; unset = off");

  private static final Group LOG = new Group("Log");
  public static final Setting<String> LOG_LEVEL =
      LOG.set(
          "LOG_LEVEL", choice("error", "warn", "info", "debug", "trace"), "info", "how much of it");
  public static final Setting<String> LOG_FORMAT =
      LOG.set("LOG_FORMAT", choice("auto", "text", "json"), "auto", "auto = text on a terminal");

  private Settings() {}

  /** All settings, in the order in which people should read them. */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(DECLARED);
  }

  private record Group(String title) {

    <T> Setting<T> set(String name, Kind<T> kind, @Nullable String fallback, String description) {
      Setting<T> setting = new Setting<>(title, name, kind, fallback, description);
      DECLARED.add(setting);
      return setting;
    }
  }
}
