package dev.errand.core.quota;

import dev.errand.core.bus.Bus;
import dev.errand.core.bus.Request;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.persistence.PersistenceVerticle;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.Tasks;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Random;

/** One more node on the database of a fixture. */
final class Node implements AutoCloseable {

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx);

  Node(CoreFixture core, Levels.Settings levels) {
    var pg = Pg.open(vertx, CoreFixture.settings(core.database));
    var limits = new Coalescer.Limits(500, 1, 100_000);
    var means = new Tasks.Means(pg, core.types, core.ids, core.clock, limits);
    var files = new FileStores(List.of(new DatabaseFiles(pg)));
    CoreFixture.await(
        vertx.deployVerticle(
            new PersistenceVerticle(bus, means, files, new Random(9)).levels(levels)));
  }

  <R> Future<R> request(Request<R> request) {
    return bus.request(request);
  }

  @Override
  public void close() {
    CoreFixture.await(vertx.close());
  }
}
