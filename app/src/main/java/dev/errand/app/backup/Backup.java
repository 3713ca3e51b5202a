package dev.errand.app.backup;

import dev.errand.api.exchange.FileExport;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a tenant's data into a folder: all that is asked for, or nothing. */
final class Backup {

  private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
  private static final String FACTS = "facts";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final FileExport export;
  private final BackupFolder folder;

  Backup(FileExport export, BackupFolder folder) {
    this.export = export;
    this.folder = folder;
  }

  /**
   * What to write.
   *
   * @param tenantId whose
   * @param executionId tells the files of one backup from those of others
   * @param at when
   * @param contents tasks, facts or both
   * @param format of the tasks
   */
  record Order(
      String tenantId, UUID executionId, Instant at, List<String> contents, String format) {}

  Outcome write(Order order) {
    var files = new ArrayList<BackupFile>();
    try {
      for (var contents : order.contents()) {
        files.add(folder.create(order.tenantId(), name(order, contents), order.at()));
        write(order, contents, files.getLast());
        files.getLast().finish();
      }
      var written = new JsonArray();
      for (int i = 0; i < files.size(); i++) {
        files.get(i).keep();
        written.add(described(order, order.contents().get(i), files.get(i)));
      }
      return Outcome.completed(new JsonObject().put("files", written));
    } catch (ClosedByInterruptException ended) {
      return Outcome.cancelled();
    } catch (IOException e) {
      LOG.error("A backup into {} fails", folder, e);
      return Outcome.failed(
          "backup_failed",
          "The backup could not be written to the service's backup folder: " + reason(e));
    } finally {
      files.forEach(BackupFile::close);
    }
  }

  private void write(Order order, String contents, BackupFile file) throws IOException {
    if (contents.equals(FACTS)) {
      export.facts(order.tenantId(), file::write);
    } else {
      export.tasks(order.tenantId(), order.format(), file::write);
    }
  }

  private static String format(Order order, String contents) {
    return contents.equals(FACTS) ? "ndjson" : order.format();
  }

  private static String name(Order order, String contents) {
    return "%s-%s-%s.%s"
        .formatted(contents, TIME.format(order.at()), order.executionId(), format(order, contents));
  }

  private JsonObject described(Order order, String contents, BackupFile file) {
    return new JsonObject()
        .put("name", folder.name(file))
        .put("contents", contents)
        .put("format", format(order, contents))
        .put("records", file.records())
        .put("bytes", file.bytes())
        .put("sha256", file.sha256());
  }

  /** Without the folder's path, which is the operator's business and in the log. */
  private static String reason(IOException e) {
    var said = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }
}
