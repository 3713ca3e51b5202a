package dev.errand.app.health;

import dev.errand.app.health.Part.Finding;
import dev.errand.core.bus.Bus;
import dev.errand.core.engine.GetEngineHealth;
import dev.errand.core.postgres.Pg;
import dev.errand.migrations.Migrator;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

/** The parts that every service has. */
public final class Parts {

  private Parts() {}

  /** The database: it answers, and has the schema that this program expects, or a newer one. */
  public static Part database(Pg pg, int expectedVersion) {
    return new Part(
        "database",
        true,
        () -> {
          long asked = System.nanoTime();
          return pg.run(Migrator.INSTALLED_VERSION_SQL, Tuple.tuple())
              .map(
                  rows -> {
                    int version = rows.iterator().next().getInteger(0);
                    return version < expectedVersion
                        ? Finding.failing(
                            "the schema has version %d and must have %d: run errand migrate"
                                .formatted(version, expectedVersion))
                        : Finding.ok(
                            new JsonObject()
                                .put("schema_version", version)
                                .put("latency_ms", (System.nanoTime() - asked) / 1_000_000));
                  });
        });
  }

  /** The engine: its signs of life are being written. */
  public static Part engine(Bus bus, boolean enabled) {
    return new Part(
        "engine",
        false,
        () ->
            enabled
                ? bus.request(new GetEngineHealth()).map(Parts::finding)
                : Future.succeededFuture(Finding.off()));
  }

  private static Finding finding(GetEngineHealth.EngineHealth health) {
    var details =
        new JsonObject()
            .put("worker_id", health.workerId())
            .put("running", health.running())
            .put("concurrency", health.concurrency());
    return health.beating()
        ? Finding.ok(details)
        : new Finding(
            Part.State.FAILING,
            details.put("reason", "its signs of life do not reach the database"));
  }
}
