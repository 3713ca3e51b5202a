package dev.errand.app;

import dev.errand.app.config.EvidencePlace;
import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.evidence.FolderFiles;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The stores of files that the configuration asks for. */
final class EvidenceStores {

  private EvidenceStores() {}

  /** The database is always one of them: what lies there stays readable. */
  static FileStores of(EvidencePlace place, Pg pg, Vertx vertx) {
    var database = new DatabaseFiles(pg);
    var folder = place.folder();
    if (folder == null) {
      return new FileStores(List.of(database));
    }
    requireWritable(folder);
    return new FileStores(List.of(new FolderFiles(vertx, folder), database));
  }

  /** Found out at the start, not by whoever sends the first file. */
  private static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "errand", ".probe"));
    } catch (IOException e) {
      throw new IllegalStateException(
          "EVIDENCE_STORE: the folder %s cannot be written to (%s)".formatted(folder, e), e);
    }
  }
}
