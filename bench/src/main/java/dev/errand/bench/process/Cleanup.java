package dev.errand.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be ended before this process ends, however it ends: at its normal end, at a failure, at
 * Ctrl-C. The last added goes first. May be used from any thread.
 */
public final class Cleanup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Installs it for Ctrl-C. */
  public static Cleanup atExit() {
    var cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "cleanup"));
    return cleanup;
  }

  /** Adds something, whose closing must be possible twice. */
  public synchronized <T extends AutoCloseable> T add(T resource) {
    if (closed) {
      close(resource);
      throw new IllegalStateException("The benchmark is ending");
    }
    open.push(resource);
    return resource;
  }

  /** Makes a folder that is removed with all that lies in it. */
  public Path folder() throws IOException {
    var folder = Files.createTempDirectory("errand-bench");
    add(() -> remove(folder));
    return folder;
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var walk = Files.walk(folder)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (var path : deepestFirst) {
        Files.delete(path);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("Not everything could be cleaned up", e);
    }
  }
}
