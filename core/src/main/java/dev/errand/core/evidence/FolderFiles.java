package dev.errand.core.evidence;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps files in a folder that all nodes share, each under its id. A file has another name until it
 * is whole. Thread-safe: what blocks runs on worker threads.
 */
public final class FolderFiles implements FileStore {

  /** Its name in every installation. */
  public static final String NAME = "folder";

  private static final Logger LOG = LoggerFactory.getLogger(FolderFiles.class);
  private static final String UNFINISHED = ".part";

  private final Vertx vertx;
  private final Path folder;

  /** In this folder, which exists. */
  public FolderFiles(Vertx vertx, Path folder) {
    this.vertx = vertx;
    this.folder = folder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Future<Void> append(FileKey file, long offset, Buffer piece) {
    return working(
        () -> {
          var path = unfinished(file);
          if (offset == 0) {
            Files.createDirectories(folder(file));
            Files.createFile(path);
          }
          try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(piece.getBytes());
            for (long at = offset; bytes.hasRemaining(); ) {
              at += channel.write(bytes, at);
            }
          }
        });
  }

  @Override
  public Future<Void> seal(FileKey file) {
    return working(
        () -> {
          var path = unfinished(file);
          flush(path, StandardOpenOption.WRITE);
          Files.move(path, whole(file), StandardCopyOption.ATOMIC_MOVE);
          // The new name too must survive.
          flush(folder(file), StandardOpenOption.READ);
          flush(folder, StandardOpenOption.READ);
        });
  }

  private static void flush(Path path, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  @Override
  public Future<Buffer> read(FileKey file, long offset) {
    return blocking(
        () -> {
          try (var channel = FileChannel.open(whole(file), StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate(PIECE);
            int read = channel.read(bytes, offset);
            if (read <= 0) {
              throw new IOException("%s ends before byte %d".formatted(whole(file), offset));
            }
            return Buffer.buffer(bytes.array()).slice(0, read);
          } catch (NoSuchFileException gone) {
            throw new Problem.NotFound("file", file.id());
          }
        });
  }

  @Override
  public Future<Void> delete(FileKey file) {
    return working(
        () -> {
          Files.deleteIfExists(unfinished(file));
          Files.deleteIfExists(whole(file));
        });
  }

  /** The end of an id is random, its beginning a time: folders fill alike. */
  private Path folder(FileKey file) {
    var id = file.id().toString();
    return folder.resolve(id.substring(id.length() - 2));
  }

  private Path whole(FileKey file) {
    return folder(file).resolve(file.id().toString());
  }

  private Path unfinished(FileKey file) {
    return folder(file).resolve(file.id() + UNFINISHED);
  }

  private interface Work {
    void run() throws IOException;
  }

  private Future<Void> working(Work work) {
    return this.<Object>blocking(
            () -> {
              work.run();
              return true;
            })
        .mapEmpty();
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return vertx
        .executeBlocking(work, false)
        .recover(
            failure -> {
              if (failure instanceof IOException) {
                LOG.error("The evidence folder {} fails", folder, failure);
                return Future.failedFuture(
                    new Problem.Unavailable("The store of files is not available at the moment"));
              }
              return Future.failedFuture(failure);
            });
  }
}
