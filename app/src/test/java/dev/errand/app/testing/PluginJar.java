package dev.errand.app.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Makes a plugin of sources as its author's Maven does: one jar, with its library in it. */
public final class PluginJar {

  private final Path work;

  /** Compiles into a folder of its own below the given one. */
  public PluginJar(Path work) {
    this.work = work;
  }

  /**
   * Writes a jar.
   *
   * @param sources a folder laid out as Maven's {@code src/main}
   * @param library the jar whose classes go into it, in front of all else that is there
   */
  public void write(Path sources, Path library, Path jar) throws IOException {
    var classes = Files.createDirectories(work.resolve(jar.getFileName() + ".classes"));
    compile(sources.resolve("java"), library, classes);
    var written = new HashSet<String>();
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      add(out, classes, written);
      add(out, sources.resolve("resources"), written);
      addJar(out, library, written);
    }
  }

  /** The jar on the class path of this process whose name begins so. */
  public static Path onClassPath(String name) {
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var path = Path.of(entry);
      if (path.getFileName().toString().startsWith(name)) {
        return path;
      }
    }
    throw new AssertionError(name + " is not on the class path");
  }

  private static void compile(Path sources, Path library, Path classes) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("-proc:none", "-nowarn", "--release", "21", "-cp"));
    arguments.add(library + File.pathSeparator + System.getProperty("java.class.path"));
    arguments.addAll(List.of("-d", classes.toString()));
    files(sources).forEach(file -> arguments.add(file.toString()));
    var complaints = new ByteArrayOutputStream();
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, complaints, complaints, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError(complaints.toString(UTF_8));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void add(JarOutputStream out, Path folder, Set<String> written)
      throws IOException {
    for (var file : files(folder)) {
      var name = folder.relativize(file).toString().replace(File.separatorChar, '/');
      if (written.add(name)) {
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
      }
    }
  }

  private static void addJar(JarOutputStream out, Path jar, Set<String> written)
      throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
        if (written.add(entry.getName())) {
          out.putNextEntry(new JarEntry(entry.getName()));
          file.getInputStream(entry).transferTo(out);
        }
      }
    }
  }
}
