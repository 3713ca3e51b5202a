package dev.errand.bench.peer;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import dev.errand.core.task.TaskStatements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The floor of the physics: PostgreSQL's own load generator, running the service's own creation for
 * one row, or reading the same columns of one row by its key. Any version of pgbench will do with
 * any version of the server.
 */
public final class Pgbench {

  private static final int CLIENTS = 32;
  private static final Pattern PROCESSED =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern FAILED =
      Pattern.compile("number of failed transactions: ([1-9]\\d*)");
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private final Path program;
  private final Script script;
  private final Cleanup cleanup;

  private Pgbench(Path program, Script script, Cleanup cleanup) {
    this.program = program;
    this.script = script;
    this.cleanup = cleanup;
  }

  /**
   * What it runs.
   *
   * @param sql of one transaction
   * @param variables the values of the names that stand after a colon in it
   */
  record Script(String sql, Map<String, String> variables) {}

  /** What it did. */
  public record Result(long transactions, Duration elapsed) {}

  /** Creates one task a transaction. */
  public static Pgbench creations(Cleanup cleanup) {
    return new Pgbench(find(), creation(), cleanup);
  }

  /** Reads one of so many seeded tasks a transaction. */
  public static Pgbench lookups(long tasks, Cleanup cleanup) {
    return new Pgbench(find(), lookup(tasks), cleanup);
  }

  static Script creation() {
    Map<String, String> variables = new TreeMap<>();
    var values = SampleTask.columns();
    var sql =
        SampleTask.render(
            TaskStatements.CREATE,
            column ->
                switch (column) {
                  case "id", "event_id" -> "array[uuidv7()]";
                  case "created_at" -> "array[now()]";
                  default -> {
                    variables.put(column, array(values.get(column)));
                    yield ":" + column;
                  }
                });
    return new Script(sql + ";\n", variables);
  }

  /** For one row, PostgreSQL plans this once; the service's own, for many, would cost it more. */
  static Script lookup(long tasks) {
    var id = "('%s' || lpad(to_hex(:n::bigint), 12, '0'))::uuid".formatted(SampleTask.ID_PREFIX);
    var sql =
        """
        select %s
        from task_current c
        left join execution e on e.tenant_id = c.tenant_id and e.id = c.last_execution_id
        where c.tenant_id = :tenant_id and c.id = %s and c.deleted_at is null;
        """
            .formatted(TaskStatements.COLUMNS, id);
    return new Script(
        "\\set n random(1, %d)\n%s".formatted(tasks, sql), Map.of("tenant_id", SampleTask.TENANT));
  }

  private static String array(@Nullable String element) {
    return element == null
        ? "{NULL}"
        : "{\"" + element.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
  }

  /** Runs it for a while. */
  public Result run(Database database, Duration time, Path folder) {
    try {
      var file = Files.writeString(folder.resolve("pgbench.sql"), script.sql());
      var process =
          Child.start(
              new Child.Start(
                  command(database, time, file), Map.of(), folder.resolve("pgbench.log")),
              cleanup);
      return parse(process.await(time.plusSeconds(60)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(Database database, Duration time, Path file) {
    var address = database.address();
    var command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + CLIENTS,
                "--jobs=2",
                "--time=" + Math.max(1, time.toSeconds()),
                "--file=" + file,
                "--host=" + address.host(),
                "--port=" + address.port(),
                "--username=" + address.user()));
    script.variables().forEach((name, value) -> command.add("--define=" + name + "=" + value));
    command.add(address.name());
    return command;
  }

  static Result parse(String output) {
    var processed = PROCESSED.matcher(output);
    var rate = RATE.matcher(output);
    if (!processed.find() || !rate.find() || FAILED.matcher(output).find()) {
      throw new IllegalStateException("pgbench has not done its work: " + output);
    }
    long transactions = Long.parseLong(processed.group(1));
    double seconds = transactions / Double.parseDouble(rate.group(1));
    return new Result(transactions, Duration.ofNanos((long) (seconds * 1e9)));
  }

  private static Path find() {
    var onPath =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(folder -> Path.of(folder, "pgbench"));
    return Stream.concat(onPath, ofDebian().stream())
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "P1 and P2 are measured against pgbench, which is neither on the PATH nor in"
                        + " /usr/lib/postgresql/*/bin: install PostgreSQL's client programs"
                        + " (postgresql-contrib, or postgresql on Debian)"));
  }

  private static Optional<Path> ofDebian() {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions.map(v -> v.resolve("bin/pgbench")).max(Comparator.naturalOrder());
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
