package dev.errand.bench.scenario;

import dev.errand.bench.peer.Peers;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.postgres.Server;
import dev.errand.bench.process.Cleanup;
import dev.errand.bench.service.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What all scenarios share.
 *
 * @param folder for files that need not outlive the run
 * @param knownPeers finds and installs the peers
 */
public record Stage(
    Server server, Path folder, Options options, Cleanup cleanup, Supplier<Peers> knownPeers) {

  /** Starts with a server. */
  public static Stage on(Server server, Path folder, Options options, Cleanup cleanup) {
    return new Stage(server, folder, options, cleanup, Once.of(() -> Peers.find(folder, cleanup)));
  }

  /** The same for those who measure many things one after the other. */
  Stage shorter() {
    return new Stage(server, folder, options.shorter(), cleanup, knownPeers);
  }

  /** Who can be measured beside Errand, installed when first asked for. */
  Peers peers() {
    return knownPeers.get();
  }

  /** Starts Errand on a database. */
  Service start(Database database, Map<String, String> environment) {
    return Service.start(
        new Service.Start(database, 0, environment, folder.resolve(database.name() + ".log")),
        cleanup);
  }

  /** Makes room for the next scenario. */
  void drop(List<Database> databases) {
    databases.forEach(server::drop);
  }

  /** Tells the person who waits what is going on. */
  static void say(String message) {
    System.out.println(message);
  }
}
