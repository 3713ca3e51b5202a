package dev.errand.app.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The operator's folder, with a folder in it for each tenant. It must be there: one that is not is
 * more likely a disk that is not mounted than one to be made.
 */
record BackupFolder(Path root, Opener opener) {

  /** Never opens what is there already. */
  static final Opener REAL =
      path -> FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** No attempt takes longer. */
  private static final Duration ABANDONED = Duration.ofHours(24);

  /** File systems take 255 bytes. */
  private static final int LONGEST = 200;

  /** How a file is made. */
  interface Opener {
    FileChannel open(Path path) throws IOException;
  }

  /** A new file of a tenant's, to be closed. What a crash has left of others is removed. */
  BackupFile create(String tenantId, String name, Instant now) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new FileSystemException(root.toString(), null, "there is no such folder");
    }
    var folder = root.resolve(folderName(tenantId));
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      BackupFile.flush(root);
    }
    sweep(folder, now);
    return BackupFile.create(folder, name, opener);
  }

  /** One name, whatever the tenant's id: without separators, and no hidden or parent folder. */
  private static String folderName(String tenantId) {
    var name = URLEncoder.encode(tenantId, UTF_8).replace("*", "%2A").replaceFirst("^\\.", "%2E");
    return name.length() <= LONGEST
        ? name
        : name.substring(0, LONGEST) + UUID.nameUUIDFromBytes(tenantId.getBytes(UTF_8));
  }

  private static void sweep(Path folder, Instant now) throws IOException {
    List<Path> unfinished;
    try (var files = Files.list(folder)) {
      unfinished = files.filter(file -> file.toString().endsWith(BackupFile.UNFINISHED)).toList();
    }
    for (var file : unfinished) {
      if (Files.getLastModifiedTime(file).toInstant().plus(ABANDONED).isBefore(now)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A file's name in this folder. */
  String name(BackupFile file) {
    return root.relativize(file.path()).toString();
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
