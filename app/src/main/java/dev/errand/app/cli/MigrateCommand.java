package dev.errand.app.cli;

import dev.errand.app.OpenDatabase;
import dev.errand.app.config.Config;
import dev.errand.migrations.SchemaVersion;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Brings the schema up to date without serving, as a step of its own before a rollout. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings the database's schema to this version. Serving does so by itself.")
final class MigrateCommand implements Callable<Integer> {

  private final PrintWriter out;

  @Mixin private ConfigOptions options = new ConfigOptions();

  MigrateCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Config config = options.loadQuietly();
    try (OpenDatabase database = OpenDatabase.open(config, out::println)) {
      SchemaVersion version = database.migrate();
      out.println("The schema is at version " + version.installed());
      return 0;
    }
  }
}
