package dev.errand.bench.noop;

import dev.errand.executor.Executor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Packs the executor as a plugin jar, the way any plugin comes into the service. */
public final class NoopPlugin {

  private NoopPlugin() {}

  /** Writes it into a new folder inside the given one, and answers with that. */
  public static Path writeInto(Path parent) throws IOException {
    var folder = Files.createDirectories(parent.resolve("plugins"));
    var name = NoopExecutor.class.getName();
    var file = name.replace('.', '/') + ".class";
    try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("noop.jar")));
        var bytes = NoopExecutor.class.getClassLoader().getResourceAsStream(file)) {
      if (bytes == null) {
        throw new IOException(file + " is not on the class path");
      }
      jar.putNextEntry(new JarEntry(file));
      bytes.transferTo(jar);
      jar.putNextEntry(new JarEntry("META-INF/services/" + Executor.class.getName()));
      jar.write(name.getBytes(StandardCharsets.UTF_8));
    }
    return folder;
  }
}
