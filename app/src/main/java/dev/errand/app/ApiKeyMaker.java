package dev.errand.app;

import dev.errand.app.config.Config;
import dev.errand.core.apikey.ApiKey.Grant;
import dev.errand.core.apikey.ApiKeyCommand.CreateApiKey;
import dev.errand.core.apikey.ApiKeyCommand.Created;
import dev.errand.core.apikey.ApiKeys;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Makes API keys without a service that runs. Blocks; for the command line. */
public final class ApiKeyMaker {

  private static final long PATIENCE_SECONDS = 30;

  private final Config config;
  private final Consumer<String> notices;

  /**
   * @param notices takes lines for the person who waits
   */
  public ApiKeyMaker(Config config, Consumer<String> notices) {
    this.config = config;
    this.notices = notices;
  }

  /** Makes one for a tenant; brings the schema up to date before. */
  public Created make(String tenantId, Grant grant) {
    var vertx = Vertx.vertx();
    try (var database = OpenDatabase.open(config, notices)) {
      database.migrate();
      var pg = Pg.open(vertx, new ModuleSettings(config).postgres(database.address()));
      var created = await(keys(pg).create(new CreateApiKey(operator(tenantId), grant)));
      await(pg.close());
      return created;
    } finally {
      await(vertx.close());
    }
  }

  private static ApiKeys keys(Pg pg) {
    var clock = InstantSource.system();
    var random = new SecureRandom();
    return new ApiKeys(pg, new Ids(clock, random), clock, random);
  }

  private static Caller operator(String tenantId) {
    return new Caller(
        tenantId,
        "operator",
        Role.ADMIN,
        null,
        new Caller.Origin("errand api-key", "errand"),
        Sight.ALL);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The database did not answer in time", e);
    }
  }
}
