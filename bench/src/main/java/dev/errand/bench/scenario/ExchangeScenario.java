package dev.errand.bench.scenario;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Report;
import dev.errand.bench.service.Service;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * All tasks of a large tenant leave as CSV and as NDJSON and come into others, by a service with a
 * small heap: what arrives is as much and the same.
 */
final class ExchangeScenario implements Scenario {

  private static final String HEAP = "-Xmx256m";
  private static final long POLL_SECONDS = 1;
  private static final double MIB = 1024 * 1024;
  private static final Pattern USED =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)$");

  private final Stage stage;

  ExchangeScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "exchange";
  }

  @Override
  public String title() {
    return "export and import of %,d tasks with %s".formatted(stage.options().tenant(), HEAP);
  }

  @Override
  public void run(Report report) throws IOException {
    var database = Farm.database(stage, "exchange", stage.options().tenant());
    var text = new StringBuilder("| | seconds | MiB | peak heap, MiB |\n|---|---:|---:|---:|\n");
    try (var service =
        stage.start(database, Map.of("ERRAND_JAVA_OPTS", HEAP, "ENGINE_ENABLED", "false"))) {
      for (var format : List.of("csv", "ndjson")) {
        var file = stage.folder().resolve("tasks." + format);
        var work = new Work(service, file);
        text.append(work.measure("export, " + format, () -> work.fetch(format)));
        text.append(work.measure("import, " + format, () -> work.bring(format)));
        requireEqual(database, format);
        text.append(work.measure("import again, " + format, () -> work.bring(format)));
        requireEqual(database, format);
        Files.delete(file);
      }
    }
    text.append("\nCount and checksum of each tenant: ").append(sum(database, "local"));
    report.add(
        "exchange: %,d tasks, %s".formatted(stage.options().tenant(), HEAP), text.toString());
    stage.drop(List.of(database));
  }

  /** What an import keeps, of all tasks of a tenant in one number. */
  private static String sum(Database database, String tenant) {
    return database.text(
        """
      select count(*) || ' ' || coalesce(sum(hashtextextended(row(
        id, namespace, type, performer, title, description, priority_rank, config, args, metadata,
        tags, owner_id, assignee_id, domain, site_id, field_id, zone_id, due_at, scheduled_time,
        estimated_minutes, drift_score, unique_key, concurrency_key, parent_id, source,
        original_message, resting_status, completed_at, cancelled_at, created_at)::text, 0)), 0)
      from task where tenant_id = '%s'
      """
            .formatted(tenant));
  }

  private static void requireEqual(Database database, String tenant) {
    var left = sum(database, "local");
    var came = sum(database, tenant);
    Stage.say("  count and checksum: %s, and after the import %s".formatted(left, came));
    if (!left.equals(came)) {
      throw new IllegalStateException("What was imported is not what was exported");
    }
  }

  /** A step that is watched from beside. */
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private record Work(Service service, Path file) {

    String measure(String what, Step step) throws IOException {
      var peak = new AtomicLong();
      var watching = Thread.ofVirtual().start(() -> watch(peak));
      long begun = System.nanoTime();
      try {
        step.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } finally {
        watching.interrupt();
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      var line =
          "| %s | %.1f | %.0f | %.0f |%n"
              .formatted(what, seconds, Files.size(file) / MIB, peak.get() / MIB);
      Stage.say("  " + line.strip());
      return line;
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://" + service.host() + path));
    }

    void fetch(String format) throws IOException, InterruptedException {
      try (var client = HttpClient.newHttpClient()) {
        var answer =
            client.send(
                request("/api/v1/tasks/export?format=" + format).build(),
                BodyHandlers.ofFile(file));
        require(answer.statusCode() == 200, "the export answers " + answer.statusCode());
      }
    }

    void bring(String format) throws IOException, InterruptedException {
      try (var client = HttpClient.newHttpClient()) {
        var sent =
            client.send(
                request("/api/v1/imports/tasks")
                    .header("X-Tenant-ID", format)
                    .header(
                        "Content-Type", format.equals("csv") ? "text/csv" : "application/x-ndjson")
                    .POST(BodyPublishers.ofFile(file))
                    .build(),
                BodyHandlers.ofString());
        require(sent.statusCode() / 100 == 2, sent.body());
        var report = new JsonObject(sent.body());
        while (report.getString("status").equals("running")) {
          TimeUnit.SECONDS.sleep(POLL_SECONDS);
          var asked =
              request("/api/v1/imports/" + report.getString("id")).header("X-Tenant-ID", format);
          report = new JsonObject(client.send(asked.build(), BodyHandlers.ofString()).body());
        }
        report.remove("findings");
        require(report.getString("status").equals("completed"), report.encode());
        require(report.getLong("errors") == 0, report.encode());
      }
    }

    private static void require(boolean right, String otherwise) {
      if (!right) {
        throw new IllegalStateException(otherwise);
      }
    }

    private void watch(AtomicLong peak) {
      try (var client = HttpClient.newHttpClient()) {
        while (true) {
          TimeUnit.SECONDS.sleep(POLL_SECONDS);
          var metrics = client.send(request("/metrics").build(), BodyHandlers.ofString()).body();
          long used =
              USED.matcher(metrics)
                  .results()
                  .mapToLong(pool -> (long) Double.parseDouble(pool.group(1)))
                  .sum();
          peak.accumulateAndGet(used, Math::max);
        }
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      } catch (IOException gone) {
        throw new java.io.UncheckedIOException(gone);
      }
    }
  }
}
