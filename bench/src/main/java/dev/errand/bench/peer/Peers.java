package dev.errand.bench.peer;

import dev.errand.bench.peer.Peer.Driver;
import dev.errand.bench.peer.Peer.Place;
import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The peers that can run on this machine.
 *
 * @param present those that can
 * @param missing those that cannot, and why
 */
public record Peers(List<Peer> present, List<Missing> missing) {

  /** The one that keeps nothing of what is done, in the service's own language. */
  public static final String DB_SCHEDULER = "db-scheduler";

  /** The one that is quickest. */
  public static final String GRAPHILE_WORKER = "graphile-worker";

  private static final String PG_BOSS = "pg-boss";
  private static final String JOBRUNR = "JobRunr";

  /** It drains some thousand jobs a second at best, and is asked for fewer. */
  private static final double SHARE_OF_JOBRUNR = 0.2;

  /**
   * A peer that is not run.
   *
   * @param why in words for people
   */
  public record Missing(String name, String why) {}

  /**
   * Installs what is not there yet.
   *
   * @param folder for the logs of the drivers
   */
  public static Peers find(Path folder, Cleanup cleanup) {
    var place = new Place(folder, cleanup);
    var present = new ArrayList<Peer>();
    present.add(new Peer(new Driver(DB_SCHEDULER, java(DB_SCHEDULER), 1), place));
    present.add(new Peer(new Driver(JOBRUNR, java(JOBRUNR), SHARE_OF_JOBRUNR), place));
    var missing = new ArrayList<Missing>();
    var modules = NodeModules.install(folder.resolve("npm.log"), cleanup);
    for (var name : List.of(GRAPHILE_WORKER, PG_BOSS)) {
      switch (modules) {
        case NodeModules.Installed installed ->
            present.add(new Peer(new Driver(name, installed.command(name), 1), place));
        case NodeModules.Unavailable unavailable ->
            missing.add(new Missing(name, unavailable.why()));
      }
    }
    return new Peers(List.copyOf(present), List.copyOf(missing));
  }

  private static List<String> java(String name) {
    return List.of(
        Child.java(),
        "-cp",
        System.getProperty("java.class.path"),
        JavaDriver.class.getName(),
        name);
  }

  static Function<javax.sql.DataSource, JobQueue> queue(String name) {
    return switch (name) {
      case DB_SCHEDULER -> DbSchedulerQueue::new;
      case JOBRUNR -> JobRunrQueue::new;
      default -> throw new IllegalArgumentException("There is no driver in Java for " + name);
    };
  }
}
