package dev.errand.app.cli;

import dev.errand.app.config.ConfigMistakes;
import dev.errand.app.config.SettingsHelp;
import dev.errand.app.database.DatabaseUnavailable;
import dev.errand.core.executor.BrokenPlugin;
import dev.errand.migrations.MigrationFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. A fault is one line on standard error for each thing to mend, and the exit code
 * 1, or 2 when the configuration or the command line is to blame; never a stack trace, unless
 * {@code LOG_LEVEL} is debug.
 */
@Command(
    name = "errand",
    mixinStandardHelpOptions = true,
    description = "A task service on PostgreSQL: for people, executors and remote workers.")
public final class ErrandCli extends ServeCommand {

  private static final int FAULT = 1;
  private static final int HELP_WIDTH = 100;
  private static final int BAD_CONFIGURATION = 2;

  private ErrandCli(PrintWriter out) {
    super(out);
  }

  /** Starts the program; without a subcommand it serves. */
  public static void main(String[] arguments) {
    System.exit(commandLine(writer(System.out), writer(System.err)).execute(arguments));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine serve = new CommandLine(new ServeCommand(out));
    CommandLine line =
        new CommandLine(new ErrandCli(out))
            .addSubcommand(serve)
            .addSubcommand(new MigrateCommand(out))
            .addSubcommand(new ApiKeyCommand(out))
            .addSubcommand(new ExportCommand(System.out, err))
            .addSubcommand(new ImportCommand(out, err))
            .addSubcommand(new TaskTypesCommand(out))
            .addSubcommand(new VersionCommand(out));
    describeSettings(line);
    describeSettings(serve);
    line.getCommandSpec().version(VersionCommand.text());
    return line.setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err));
  }

  private static void describeSettings(CommandLine line) {
    List<String> footer = new ArrayList<>();
    footer.add("%nSettings, from the environment, -D or, in lower case, errand.yaml:");
    SettingsHelp.lines().stream().map(text -> text.replace("%", "%%")).forEach(footer::add);
    line.getCommandSpec().usageMessage().width(HELP_WIDTH).footer(footer.toArray(String[]::new));
  }

  private static int report(Exception failure, PrintWriter err) {
    LoggerFactory.getLogger(ErrandCli.class).debug("The command failed", failure);
    explain(failure).forEach(line -> err.println("errand: " + line));
    boolean configuration = failure instanceof ConfigMistakes || failure instanceof BrokenPlugin;
    return configuration ? BAD_CONFIGURATION : FAULT;
  }

  private static List<String> explain(Exception failure) {
    return switch (failure) {
      case ConfigMistakes mistakes -> mistakes.lines();
      case DatabaseUnavailable e -> List.of(message(e));
      case MigrationFailed e -> List.of(message(e));
      case BrokenPlugin e -> List.of(message(e));
      case IOException e when !(e instanceof BindException) -> List.of(message(e));
      case BindException e ->
          List.of(message(e) + ": stop what listens there, or set SERVICE_PORT to another port");
      default -> List.of(failure.toString(), "LOG_LEVEL=debug shows where this came from");
    };
  }

  private static String message(Exception failure) {
    return String.valueOf(failure.getMessage());
  }
}
