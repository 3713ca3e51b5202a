package dev.errand.app.cli;

import io.vertx.core.json.JsonObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Imports tasks into a running service, and waits until it has read them all. Ends with 0 if every
 * line was right.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Sends a file of tasks to a running service and shows what came of it.")
final class ImportCommand implements Callable<Integer> {

  private static final long PERCENT = 100;

  private final PrintWriter out;
  private final PrintWriter err;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(names = "--dry-run", description = "Check everything and create nothing.")
  private boolean dryRun;

  @Option(
      names = "--date-order",
      defaultValue = "auto",
      description = "auto, month_first or day_first, for dates such as 03/04/2026.")
  private String dateOrder = "auto";

  @Parameters(paramLabel = "FILE", description = "CSV, or NDJSON: .ndjson, .jsonl; or .gz of them.")
  private Path file = Path.of("");

  ImportCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isReadable(file)) {
      err.println("errand: the file %s cannot be read".formatted(file));
      return ExitCode.USAGE;
    }
    var name = file.toString().toLowerCase(Locale.ROOT);
    boolean packed = name.endsWith(".gz");
    var plain = packed ? name.substring(0, name.length() - 3) : name;
    boolean json = plain.endsWith(".ndjson") || plain.endsWith(".jsonl");
    var query = new LinkedHashMap<String, String>();
    query.put("dry_run", String.valueOf(dryRun));
    query.put("date_order", dateOrder);
    long size = Files.size(file);
    var request =
        service
            .request("/imports/tasks", query)
            .header("Content-Type", json ? "application/x-ndjson" : "text/csv")
            .POST(BodyPublishers.ofInputStream(() -> new Watched(opened(), size)));
    if (packed) {
      request.header("Content-Encoding", "gzip");
    }
    var answer = service.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != 202) {
      return ServiceOptions.explain(answer.statusCode(), answer.body(), err);
    }
    return told(awaited(new JsonObject(answer.body())));
  }

  private InputStream opened() {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject awaited(JsonObject first) throws IOException, InterruptedException {
    var report = first;
    while (report.getString("status").equals("running")) {
      ServiceOptions.progress(
          err,
          "%,d lines read, %,d tasks created"
              .formatted(report.getLong("lines"), report.getLong("created")));
      TimeUnit.SECONDS.sleep(1);
      var answer =
          service.send(
              service.request("/imports/" + report.getString("id"), Map.of()).GET(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("The report of the import is gone: " + answer.body());
      }
      report = new JsonObject(answer.body());
    }
    return report;
  }

  private int told(JsonObject report) {
    for (var each : report.getJsonArray("findings")) {
      var finding = (JsonObject) each;
      err.println(
          "line %d%s: %s"
              .formatted(
                  finding.getLong("line"),
                  finding.getString("field") == null ? "" : ", " + finding.getString("field"),
                  finding.getString("msg")));
    }
    named("new users", report);
    named("new sites", report);
    out.println(
        "%s: %,d lines, %,d valid, %,d with errors; %,d %s, %,d there already"
            .formatted(
                report.getString("status"),
                report.getLong("lines"),
                report.getLong("valid"),
                report.getLong("errors"),
                report.getLong("created"),
                dryRun ? "to be created" : "created",
                report.getLong("existing")));
    if (!report.getString("status").equals("completed")) {
      err.println("errand: it broke off; send the same file again, and what is missing comes");
      return 1;
    }
    return report.getLong("errors") == 0 ? 0 : 1;
  }

  private void named(String what, JsonObject report) {
    var names = report.getJsonArray(what.replace(' ', '_'));
    if (!names.isEmpty()) {
      out.println(what + ": " + String.join(", ", names.stream().map(String::valueOf).toList()));
    }
  }

  /** Shows how much of the file has been sent. */
  private final class Watched extends FilterInputStream {
    private final long size;
    private long sent;

    Watched(InputStream in, long size) {
      super(in);
      this.size = size;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int some = super.read(target, offset, length);
      sent += Math.max(0, some);
      ServiceOptions.progress(
          err, "%d %% sent".formatted(size == 0 ? PERCENT : sent * PERCENT / size));
      return some;
    }
  }
}
