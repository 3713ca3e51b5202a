package dev.errand.bench.peer;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs db-scheduler, the peer of the same language, in a process of its own. */
public final class DbScheduler {

  private static final Duration LONGEST = Duration.ofMinutes(15);

  private DbScheduler() {}

  /**
   * How long it took, and what it wrote to the write-ahead log.
   *
   * @param adding all tasks, one by one
   * @param draining all tasks
   */
  public record Result(Phase adding, Phase draining) {}

  /** One of the two. */
  public record Phase(Duration elapsed, long walBytes) {}

  /** Adds and drains so many tasks in an empty database. */
  public static Result run(Database database, int tasks, Path log, Cleanup cleanup) {
    var command =
        List.of(
            Child.java(),
            "-cp",
            System.getProperty("java.class.path"),
            DbSchedulerDrain.class.getName(),
            database.address().jdbcUrl(),
            database.address().user(),
            String.valueOf(tasks));
    var output = Child.start(new Child.Start(command, Map.of(), log), cleanup).await(LONGEST);
    var line =
        output
            .lines()
            .filter(each -> each.startsWith("{"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("db-scheduler says " + output));
    var json = new JsonObject(line);
    return new Result(phase(json, "add"), phase(json, "drain"));
  }

  private static Phase phase(JsonObject json, String name) {
    return new Phase(
        Duration.ofNanos((long) (json.getDouble(name + "_seconds") * 1e9)),
        json.getLong(name + "_wal_bytes"));
  }
}
