package dev.errand.bench;

import ch.qos.logback.classic.Level;
import dev.errand.bench.chaos.ChaosCommand;
import dev.errand.bench.postgres.Server;
import dev.errand.bench.process.Cleanup;
import dev.errand.bench.report.Machine;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Options;
import dev.errand.bench.scenario.Scenario;
import dev.errand.bench.scenario.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The benchmark's one command. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    subcommands = ChaosCommand.class,
    description =
        "Measures Errand beside pgbench and other job queues, in turn, on one PostgreSQL with full durability.")
public final class Bench implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Bench.class);

  @Parameters(
      paramLabel = "SCENARIO",
      description = "P1 to P12, relay, S0-27, S2-15, S3-23, exchange; all by default.")
  private List<String> wanted = List.of();

  @Option(names = "--seconds", description = "Length of a measurement (${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(names = "--warm-up", description = "Seconds before the first one (${DEFAULT-VALUE}).")
  private int warmUp = 15;

  @Option(names = "--runs", description = "Measurements of each side (${DEFAULT-VALUE}).")
  private int runs = 3;

  @Option(
      names = "--tasks",
      description = "Tasks in P2, P4, P5, P8, relay and S0-27 (${DEFAULT-VALUE}).")
  private int tasks = 100_000;

  @Option(names = "--backlog", description = "Tasks of the busy tenant in P9 (${DEFAULT-VALUE}).")
  private int backlog = 500_000;

  @Option(
      names = "--tenant",
      description = "Tasks of the tenant in P7 and exchange, executions in P11 (${DEFAULT-VALUE}).")
  private int tenant = 1_000_000;

  @Option(names = "--profile", description = "Also show where the time goes.")
  private boolean profile;

  @Option(names = "--name", description = "What the results are called (${DEFAULT-VALUE}).")
  private String name = "run";

  @Option(names = "--results", description = "Where they are written (${DEFAULT-VALUE}).")
  private Path results = Path.of("bench", "results");

  private Bench() {}

  /** See {@code --help}. */
  public static void main(String[] args) {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.WARN);
    }
    var command =
        new CommandLine(new Bench())
            .setExecutionExceptionHandler(
                (failure, commandLine, parsed) -> {
                  LOG.debug("Failed", failure);
                  commandLine.getErr().println(failure.getMessage());
                  return CommandLine.ExitCode.SOFTWARE;
                });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    var options =
        new Options(
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            runs,
            tasks,
            backlog,
            tenant,
            profile);
    try (var cleanup = Cleanup.atExit()) {
      var folder = cleanup.folder();
      var server = cleanup.add(Server.start(folder.resolve("postgres"), profile));
      var scenarios = chosen(Scenario.all(Stage.on(server, folder, options, cleanup)));
      var today = LocalDate.now(ZoneOffset.UTC);
      var report =
          new Report(
              new Report.Header(
                  "%s, %s".formatted(name, today), Machine.here(server.version()), method()));
      for (var scenario : scenarios) {
        System.out.printf("%s: %s%n", scenario.id(), scenario.title());
        scenario.run(report);
      }
      System.out.println();
      System.out.println(report.markdown());
      report.write(results, today + "-" + name);
    }
    return 0;
  }

  private List<Scenario> chosen(List<Scenario> all) {
    var known = all.stream().map(Scenario::id).toList();
    for (var each : wanted) {
      if (!known.contains(each)) {
        throw new IllegalArgumentException(
            "There is no scenario %s; there are %s".formatted(each, String.join(", ", known)));
      }
    }
    return all.stream().filter(s -> wanted.isEmpty() || wanted.contains(s.id())).toList();
  }

  private String method() {
    return "%d runs of %d s after %d s of warming up; %,d tasks in P2, P4, P5, P8, relay and S0-27, %,d in P7 and executions in P11, %,d in P9's backlog.%s"
        .formatted(
            runs,
            seconds,
            warmUp,
            tasks,
            tenant,
            backlog,
            profile ? " With pg_stat_statements loaded." : "");
  }
}
