package dev.errand.app.backup;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of a backup, which has another name until it is whole and on disk. For one thread. */
final class BackupFile implements AutoCloseable {

  static final String UNFINISHED = ".part";

  private static final Logger LOG = LoggerFactory.getLogger(BackupFile.class);

  private final Path folder;
  private final String name;
  private final FileChannel channel;
  private final MessageDigest digest;
  private long records;
  private long bytes;

  private BackupFile(Path folder, String name, FileChannel channel) {
    this.folder = folder;
    this.name = name;
    this.channel = channel;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static BackupFile create(Path folder, String name, BackupFolder.Opener opener)
      throws IOException {
    return new BackupFile(folder, name, opener.open(folder.resolve(name + UNFINISHED)));
  }

  /** Writes the next part, of so many records. */
  void write(Buffer part, int ofRecords) throws IOException {
    var content = ByteBuffer.wrap(part.getBytes());
    digest.update(content.duplicate());
    records += ofRecords;
    bytes += content.remaining();
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  /** The file is whole, and is so after a loss of power, too. */
  void finish() throws IOException {
    channel.force(true);
    channel.close();
  }

  /** Gives a finished file its name. */
  void keep() throws IOException {
    Files.move(unfinished(), path(), StandardCopyOption.ATOMIC_MOVE);
    flush(folder);
  }

  /** A new name in a folder must survive, too. */
  static void flush(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Where it is, once it is kept. */
  Path path() {
    return folder.resolve(name);
  }

  private Path unfinished() {
    return folder.resolve(name + UNFINISHED);
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  /** Of all that was written. May be asked once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Nothing is left of a file that was not kept. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(unfinished());
    } catch (IOException e) {
      LOG.warn("{} cannot be removed", unfinished(), e);
    }
  }
}
