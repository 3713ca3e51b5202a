package dev.errand.app.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that PostgreSQL keeps its files in, brought into a state that it can start from. */
final class DataFolder {

  private final Path data;
  private final Path binaries;
  private final Path unfinished;

  DataFolder(Path data, Path binaries) {
    this.data = data;
    this.binaries = binaries;
    this.unfinished = data.resolveSibling(data.getFileName() + ".unfinished");
  }

  /**
   * Ends the server that a killed process left behind, and clears a folder whose very first start
   * was interrupted: nothing was ever answered from it.
   */
  void prepare() throws IOException {
    Files.createDirectories(binaries);
    Postmaster.of(data).ifPresent(Postmaster::stop);
    if (Files.exists(unfinished)) {
      delete(data);
    }
    if (Files.exists(data)) {
      checkVersion();
    } else if (!Files.exists(unfinished)) {
      Files.createFile(unfinished);
    }
  }

  /** The first start went through: from now on the folder is never cleared. */
  void complete() throws IOException {
    Files.deleteIfExists(unfinished);
  }

  private void checkVersion() throws IOException {
    Path file = data.resolve("PG_VERSION");
    String version = Files.exists(file) ? Files.readString(file).strip() : "";
    if (version.isEmpty()) {
      throw new DatabaseUnavailable(
          "%s is damaged (it has no PG_VERSION): restore it from a backup, or move it away to start afresh"
              .formatted(data),
          null);
    }
    if (!version.equals(EmbeddedDatabase.MAJOR_VERSION)) {
      throw new DatabaseUnavailable(
          "%s was written by PostgreSQL %s, but this Errand brings %s: carry the data over with the backup and restore of the version that wrote it"
              .formatted(data, version, EmbeddedDatabase.MAJOR_VERSION),
          null);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
