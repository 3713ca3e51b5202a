package dev.errand.app;

import dev.errand.api.HttpSettings;
import dev.errand.api.feed.FeedMeans;
import dev.errand.api.feed.StreamPlaces;
import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.AccessSettings.Visibility;
import dev.errand.app.config.Config;
import dev.errand.app.config.DatabaseAddress;
import dev.errand.app.config.Settings;
import dev.errand.app.demo.SampleUpstream;
import dev.errand.core.calendar.FarmCalendar;
import dev.errand.core.calendar.RemoteCalendar;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.engine.EngineSettings;
import dev.errand.core.executor.ExecutorSettings;
import dev.errand.core.field.HealthSource;
import dev.errand.core.field.NdviService;
import dev.errand.core.identity.Level;
import dev.errand.core.postgres.PgSettings;
import dev.errand.core.quota.AccountService;
import dev.errand.core.quota.Accounts;
import dev.errand.core.quota.Levels;
import dev.errand.events.DeliveryVerticle;
import dev.errand.events.EventsVerticle;
import dev.errand.events.nats.NatsAccess;
import dev.errand.events.nats.NatsConsumer;
import dev.errand.events.notification.MailSettings;
import dev.errand.events.notification.MqttSettings;
import dev.errand.events.notification.NotificationSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates the configuration into what each module asks for. */
public final class ModuleSettings {

  private static final int RECEIVERS_BYTES = 64 * 1024;

  private final Config config;
  private final @Nullable SampleUpstream sample;

  /** Of a checked configuration. */
  public ModuleSettings(Config config) {
    this(config, null);
  }

  /** What the sample says of itself wins over the configuration; null without one. */
  ModuleSettings(Config config, @Nullable SampleUpstream sample) {
    this.config = config;
    this.sample = sample;
  }

  HttpSettings http() {
    var tls =
        config
            .find(Settings.TLS_CERT)
            .map(certificate -> new HttpSettings.Tls(certificate, config.get(Settings.TLS_KEY)));
    return new HttpSettings(
        config.get(Settings.SERVICE_HOST),
        config.get(Settings.SERVICE_PORT),
        config.get(Settings.SHUTDOWN_GRACE),
        tls.orElse(null),
        config.find(Settings.CORS_ORIGINS).orElse(List.of()));
  }

  FeedMeans feed() {
    var places =
        new StreamPlaces(config.get(Settings.MAX_STREAMS), config.get(Settings.MAX_TENANT_STREAMS));
    return FeedMeans.of(config.get(Settings.SERVICE_NAME), places);
  }

  AccessSettings access() {
    var rates =
        new AccessSettings.Rates(
            config.find(Settings.RATE_LIMIT_USER).orElse(null),
            config.find(Settings.RATE_LIMIT_KEY).orElse(null));
    var access =
        switch (config.get(Settings.AUTH_MODE)) {
          case "gateway" ->
              AccessSettings.gateway(
                  config.find(Settings.TRUSTED_PROXIES).orElse(List.of()),
                  config.find(Settings.GATEWAY_SECRET).orElse(null));
          case "jwt" -> AccessSettings.jwt(TokenSettings.of(config));
          default -> AccessSettings.LOCAL;
        };
    var visibility =
        Visibility.valueOf(config.get(Settings.TASK_VISIBILITY).toUpperCase(Locale.ROOT));
    return access.with(visibility).with(rates);
  }

  PgSettings postgres(DatabaseAddress address) {
    return new PgSettings(
        connect(address),
        config.get(Settings.DB_POOL_SIZE),
        config.get(Settings.DB_QUEUE_LIMIT),
        new PgSettings.Timing(
            config.get(Settings.DB_ACQUIRE_TIMEOUT),
            config.get(Settings.DB_IDLE_TIMEOUT),
            config.get(Settings.DB_MAX_LIFETIME)));
  }

  private static PgConnectOptions connect(DatabaseAddress address) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setDatabase(address.name())
            .setUser(address.user())
            .setSslMode(SslMode.of(address.sslMode()))
            .addProperty("application_name", "errand");
    if (address.password() != null) {
      options.setPassword(address.password());
    }
    if (!address.sslMode().equals("disable")) {
      options.setSslOptions(tls(address));
    }
    return options;
  }

  /** As libpq: without a certificate authority, only the verifying modes verify. */
  private static ClientSSLOptions tls(DatabaseAddress address) {
    ClientSSLOptions tls =
        new ClientSSLOptions()
            .setHostnameVerificationAlgorithm(
                address.sslMode().equals("verify-full") ? "HTTPS" : "")
            .setTrustAll(!address.sslMode().startsWith("verify") && address.sslRootCert() == null);
    return address.sslRootCert() == null
        ? tls
        : tls.setTrustOptions(new PemTrustOptions().addCertPath(address.sslRootCert()));
  }

  EngineSettings engine(String workerId) {
    var timing =
        new EngineSettings.Timing(
            config.get(Settings.ENGINE_HEARTBEAT),
            config.get(Settings.ENGINE_LEASE),
            config.database().isEmpty(),
            config.get(Settings.SHUTDOWN_GRACE));
    return new EngineSettings(
        workerId,
        config.get(Settings.ENGINE_CONCURRENCY),
        config.get(Settings.ENGINE_BATCH_SIZE),
        config.get(Settings.ENGINE_POLL_INTERVAL),
        timing,
        new EngineSettings.Retention(
            config.get(Settings.RETENTION_DAYS), config.find(Settings.NATS_URL).isPresent()));
  }

  Levels.Settings levels(Egress egress) {
    var usual = Level.of(config.get(Settings.DEFAULT_SUBSCRIPTION_LEVEL)).orElse(Level.ENTERPRISE);
    Accounts accounts =
        config
            .find(Settings.ACCOUNT_SERVICE_URL)
            .<Accounts>map(url -> new AccountService(egress, Directory.callable(url)))
            .orElse(Accounts.NONE);
    return new Levels.Settings(usual, accounts);
  }

  FarmCalendar calendar(Egress egress) {
    return config
        .find(Settings.LUNAR_CALENDAR_URL)
        .<FarmCalendar>map(url -> new RemoteCalendar(egress, Directory.callable(url)))
        .orElse(FarmCalendar.LOCAL);
  }

  HealthSource fields(Egress egress) {
    return Optional.ofNullable(sample)
        .map(SampleUpstream::address)
        .or(() -> config.find(Settings.NDVI_SERVICE_URL))
        .<HealthSource>map(url -> new NdviService(egress, Directory.callable(url)))
        .orElse(HealthSource.NONE);
  }

  NotificationSettings notifications() {
    var mail =
        config.find(Settings.SMTP_HOST).map(host -> mail(host, config.find(Settings.SMTP_USER)));
    var telegram =
        config
            .find(Settings.TELEGRAM_BOT_TOKEN)
            .map(
                token ->
                    new NotificationSettings.Telegram(
                        config.get(Settings.TELEGRAM_BASE_URL), token));
    var mqtt =
        config
            .find(Settings.MQTT_URL)
            .map(url -> new MqttSettings(url, config.get(Settings.MQTT_TOPIC)));
    return new NotificationSettings(
        mail.orElse(null),
        telegram.orElse(null),
        mqtt.orElse(null),
        config.find(Settings.NOTIFICATION_SERVICE_URL).orElse(null));
  }

  private MailSettings mail(String host, Optional<String> user) {
    return new MailSettings(
        host,
        config.get(Settings.SMTP_PORT),
        config.get(Settings.SMTP_FROM),
        MailSettings.Security.valueOf(config.get(Settings.SMTP_SECURITY).toUpperCase(Locale.ROOT)),
        user.map(name -> new MailSettings.Login(name, config.get(Settings.SMTP_PASSWORD)))
            .orElse(null),
        config.find(Settings.SMTP_CA_FILE).orElse(null));
  }

  EgressSettings egress() {
    return EgressSettings.USUAL
        .allowing(config.find(Settings.EGRESS_ALLOW).orElse(List.of()))
        .sharing(config.get(Settings.EGRESS_HOST_CALLS), config.get(Settings.EGRESS_HOST_WAIT));
  }

  /** For calls to webhooks: what they answer is of no interest beyond its status. */
  EgressSettings receivers() {
    return egress().forReceivers(config.get(Settings.WEBHOOK_TIMEOUT), RECEIVERS_BYTES);
  }

  DeliveryVerticle.Settings deliveries(String node) {
    return new DeliveryVerticle.Settings(
        node,
        config.get(Settings.SERVICE_NAME),
        egress(),
        config.get(Settings.WEBHOOK_TIMEOUT),
        config.get(Settings.WEBHOOK_CONCURRENCY),
        Duration.ofDays(config.get(Settings.WEBHOOK_RETENTION_DAYS)));
  }

  /** Which executors to load, and what each is told. */
  public ExecutorSettings executors() {
    Map<String, JsonObject> own = new HashMap<>();
    config.executorTypes().forEach(type -> own.put(type, config.executor(type)));
    for (var type : List.of("weather", "weather_alert")) {
      own.put(
          type,
          new JsonObject()
              .put("base_url", callable(config.get(Settings.WEATHER_BASE_URL)))
              .put("geocoding_base_url", callable(config.get(Settings.GEOCODING_BASE_URL)))
              .mergeIn(config.executor("weather"))
              .mergeIn(config.executor(type)));
    }
    config
        .find(Settings.CALENDAR_SERVICE_URL)
        .ifPresent(base -> usually(own, "calendar_event", "base_url", callable(base)));
    JsonObject news = new JsonObject();
    config.find(Settings.NEWS_SOURCES).ifPresent(sources -> news.put("sources", json(sources)));
    news.mergeIn(config.executor("news"));
    own.put("news", news);
    own.put("news_monitor", news.copy().mergeIn(config.executor("news_monitor")));
    config
        .find(Settings.BACKUP_DIR)
        .ifPresent(folder -> usually(own, "data_backup", "folder", folder.toString()));
    if (sample != null) {
      var overriding = sample.executorSettings();
      overriding.forEach((type, settings) -> own.merge(type, settings, JsonObject::mergeIn));
    }
    return new ExecutorSettings(
        config.find(Settings.ERRAND_PLUGINS_DIR).orElse(null),
        config.get(Settings.ERRAND_PLUGINS_BROKEN).equals("skip"),
        Set.copyOf(config.find(Settings.EXECUTORS_ENABLED).orElse(List.of())),
        Set.copyOf(config.find(Settings.EXECUTORS_DISABLED).orElse(List.of())),
        own);
  }

  /** What is said of the type itself counts. */
  private static void usually(
      Map<String, JsonObject> own, String type, String member, String value) {
    var settings = new JsonObject().put(member, value);
    own.merge(type, settings, (said, usual) -> usual.mergeIn(said));
  }

  private static String callable(URI base) {
    return Directory.callable(base).toString();
  }

  private static JsonObject json(Map<String, List<URI>> sources) {
    JsonObject json = new JsonObject();
    sources.forEach(
        (category, urls) ->
            json.put(category, new JsonArray(urls.stream().map(URI::toString).toList())));
    return json;
  }

  NatsAccess natsAccess() {
    return new NatsAccess(
        config.find(Settings.NATS_USER).orElse(null),
        config.find(Settings.NATS_PASSWORD).orElse(null),
        config.find(Settings.NATS_TOKEN).orElse(null),
        config.find(Settings.NATS_NKEY).orElse(null),
        config.find(Settings.NATS_CREDENTIALS).orElse(null),
        new NatsAccess.Tls(
            config.find(Settings.NATS_TLS_CA).orElse(null),
            config.find(Settings.NATS_TLS_CERT).orElse(null),
            config.find(Settings.NATS_TLS_KEY).orElse(null)));
  }

  EventsVerticle.Inbox inbox() {
    return new EventsVerticle.Inbox(
        config.get(Settings.SERVICE_NAME),
        config.find(Settings.NATS_EVENT_SUBJECTS).orElse(List.of()),
        config.find(Settings.NATS_EVENT_TENANT).orElse(null),
        NatsConsumer.Source.PAUSES);
  }
}
