package dev.errand.app.cli;

import dev.errand.api.tasktype.TaskTypeEndpoints;
import dev.errand.app.ModuleSettings;
import dev.errand.app.config.Config;
import dev.errand.core.executor.Executors;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows which task types this installation knows, with its plug-ins and settings; or all of one:
 * the schema of its config, examples, defaults.
 */
@Command(
    name = "task-types",
    mixinStandardHelpOptions = true,
    description = "Lists the task types, those of plug-ins too; or shows one, with its schema.")
final class TaskTypesCommand implements Callable<Integer> {

  private final PrintWriter out;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "A type to show, or an alias of it: schema, examples, defaults.")
  private @Nullable String name;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigOptions options = new ConfigOptions();

  TaskTypesCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Config config = options.loadQuietly();
    Executors executors = Executors.load(new ModuleSettings(config).executors());
    TaskTypes types = new TaskTypes(executors.taskTypes());
    if (name == null) {
      types.all().forEach(type -> out.println(line(type)));
      return 0;
    }
    RegisteredType type = types.find(name).orElseThrow(() -> unknown(types));
    out.println(TaskTypeEndpoints.described(type).toJsonObject().encodePrettily());
    return 0;
  }

  private ParameterException unknown(TaskTypes types) {
    return new ParameterException(
        spec.commandLine(),
        "There is no task type %s; there are %s".formatted(name, types.names()));
  }

  private static String line(RegisteredType type) {
    return "%-20s %-8s %s"
        .formatted(
            type.descriptor().name(),
            type.performer().name().toLowerCase(Locale.ROOT),
            type.descriptor().title());
  }
}
