package dev.errand.bench.noop;

import dev.errand.executor.Executor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

/** Packs the executors as a plugin jar, the way any plugin comes into the service. */
public final class NoopPlugin {

  private NoopPlugin() {}

  /** Writes it into a new folder inside the given one, and answers with that. */
  public static Path writeInto(Path parent) throws IOException {
    var folder = Files.createDirectories(parent.resolve("plugins"));
    var types = List.of(NoopExecutor.class, NapExecutor.class);
    try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("noop.jar")))) {
      for (var type : types) {
        add(jar, type.getName().replace('.', '/') + ".class");
      }
      jar.putNextEntry(new JarEntry("META-INF/services/" + Executor.class.getName()));
      var names = types.stream().map(Class::getName).collect(Collectors.joining("\n"));
      jar.write(names.getBytes(StandardCharsets.UTF_8));
    }
    return folder;
  }

  private static void add(JarOutputStream jar, String file) throws IOException {
    try (var bytes = NoopPlugin.class.getClassLoader().getResourceAsStream(file)) {
      if (bytes == null) {
        throw new IOException(file + " is not on the class path");
      }
      jar.putNextEntry(new JarEntry(file));
      bytes.transferTo(jar);
    }
  }
}
