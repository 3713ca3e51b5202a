package dev.errand.app.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Owns a data folder for this process; the system releases it even after kill −9. */
final class FolderLock implements AutoCloseable {

  /** Others must not change the programs of the embedded server, which lie in here too. */
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock acquire(Path folder) {
    FileChannel channel = open(folder);
    if (tryLock(channel) == null) {
      close(channel);
      throw new DatabaseUnavailable(
          "Another Errand is using %s: stop it, or set ERRAND_DATA_DIR to another folder"
              .formatted(folder),
          null);
    }
    return new FolderLock(channel);
  }

  private static FileChannel open(Path folder) {
    try {
      if (Files.notExists(folder)) {
        Files.createDirectories(folder, OWNER_ONLY);
      }
      return FileChannel.open(
          folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new DatabaseUnavailable(
          "The data folder %s cannot be written: give this user the right to, or set ERRAND_DATA_DIR to another folder"
              .formatted(folder),
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process has it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
