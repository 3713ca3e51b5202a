package dev.errand.app;

import dev.errand.app.config.Config;
import dev.errand.app.config.Settings;
import dev.errand.app.consul.Instance;
import dev.errand.app.consul.LocalAddress;
import dev.errand.app.consul.Registrar;
import dev.errand.app.health.Part;
import dev.errand.app.health.Part.Finding;
import dev.errand.app.health.Parts;
import dev.errand.core.bus.Bus;
import dev.errand.core.postgres.Pg;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.events.nats.NatsStatus;
import dev.errand.events.notification.ChannelStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What this service says of itself, to Consul and in its health reports. */
final class ServiceParts {

  private final Bus bus;
  private final Pg pg;
  private final Config config;

  ServiceParts(Bus bus, Pg pg, Config config) {
    this.bus = bus;
    this.pg = pg;
    this.config = config;
  }

  static JsonObject identity(Config config) {
    return new JsonObject()
        .put("service", config.get(Settings.SERVICE_NAME))
        .put("version", Version.current());
  }

  static Instance instance(Config config, TaskTypes types, String address, int port) {
    var instance =
        Instance.of(config.get(Settings.SERVICE_NAME), LocalAddress.hostName(), address, port)
            .describing(
                Map.of(
                    "version", Version.current(),
                    "capabilities", types.names().replace(" ", ""),
                    "routes", "/api/v1/tasks,/api/v1/executions,/api/v1/task-types,/openapi.json"));
    return config.find(Settings.TLS_CERT).isPresent() ? instance.overTls() : instance;
  }

  List<Part> all(
      int schemaVersion,
      @Nullable NatsStatus nats,
      Supplier<@Nullable Registrar> consul,
      ChannelStatus channels) {
    return List.of(
        Parts.database(pg, schemaVersion),
        Parts.engine(bus, config.get(Settings.ENGINE_ENABLED)),
        new Part("nats", false, () -> Future.succeededFuture(nats(nats))),
        new Part("consul", false, () -> Future.succeededFuture(consul(consul.get()))),
        new Part("notifications", false, () -> Future.succeededFuture(notifications(channels))));
  }

  private static Finding nats(@Nullable NatsStatus status) {
    if (status == null) {
      return Finding.off();
    }
    return status.connected()
        ? Finding.ok(new JsonObject().put("server", status.server()))
        : Finding.failing(status.lastError() == null ? "not connected yet" : status.lastError());
  }

  private static Finding notifications(ChannelStatus channels) {
    var failing = channels.failing();
    return failing.isEmpty()
        ? Finding.ok(new JsonObject())
        : Finding.failing(
            failing.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining("; ")));
  }

  private static Finding consul(@Nullable Registrar registrar) {
    if (registrar == null) {
      return Finding.off();
    }
    return registrar.state() == Registrar.State.REGISTERED
        ? Finding.ok(new JsonObject())
        : Finding.failing("this node is not registered");
  }
}
