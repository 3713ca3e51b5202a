package dev.errand.core.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.errand.core.testing.CoreFixture;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HotConnectionsTest {

  @Test
  void a_statement_that_waits_does_not_hold_up_the_next() throws Exception {
    var vertx = Vertx.vertx();
    try (var database = TestDatabase.create();
        var other = database.connect();
        var holder = other.createStatement()) {
      holder.execute("select pg_advisory_lock(1)");
      var pg = Pg.open(vertx, CoreFixture.settings(database));
      var waiting = pg.hot("select pg_advisory_xact_lock(1)::text", Tuple.tuple());
      var next = pg.hot("select 2 as two", Tuple.tuple()).await(60, TimeUnit.SECONDS);
      assertEquals(2, next.iterator().next().getInteger("two"));
      assertFalse(waiting.isComplete());
      holder.execute("select pg_advisory_unlock(1)");
      waiting.await(60, TimeUnit.SECONDS);
      pg.close().await(60, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }
}
