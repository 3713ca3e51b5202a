package dev.errand.app.cli;

import dev.errand.app.ModuleSettings;
import dev.errand.app.config.Config;
import dev.errand.core.executor.Executors;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which task types this installation knows, with its plug-ins and settings. */
@Command(
    name = "task-types",
    mixinStandardHelpOptions = true,
    description = "Lists the task types, those of plug-ins too.")
final class TaskTypesCommand implements Callable<Integer> {

  private final PrintWriter out;

  @Mixin private ConfigOptions options = new ConfigOptions();

  TaskTypesCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Config config = options.loadQuietly();
    Executors executors = Executors.load(new ModuleSettings(config).executors());
    for (RegisteredType type : new TaskTypes(executors.taskTypes()).all()) {
      out.println(line(type));
    }
    return 0;
  }

  private static String line(RegisteredType type) {
    return "%-20s %-8s %s"
        .formatted(
            type.descriptor().name(),
            type.performer().name().toLowerCase(Locale.ROOT),
            type.descriptor().title());
  }
}
