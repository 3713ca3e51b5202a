package dev.errand.core.executor;

import dev.errand.executor.Executor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Finds executors: on the class path, and in the jars of a folder, each in a class loader of its
 * own that sees the JDK, the SPI and Vert.x's JSON and nothing else of the host, so that two
 * plugins may carry different versions of a library.
 */
final class PluginLoader {

  private static final String DECLARATION = "META-INF/services/" + Executor.class.getName();

  /** An executor, and the jar that it came from; none if it was on the class path. */
  record Found(Executor executor, @Nullable Path jar) {

    /** For messages. */
    String source() {
      return jar == null ? "the class path" : jar.toString();
    }

    /** For the list of all. */
    String named(String type) {
      return jar == null ? type : "%s (%s)".formatted(type, jar.getFileName());
    }
  }

  private PluginLoader() {}

  static List<Found> ofClassPath() {
    return found(ServiceLoader.load(Executor.class), null);
  }

  /** The jars of a folder, by name; none of no folder. */
  static List<Path> jars(@Nullable Path folder) {
    if (folder == null) {
      return List.of();
    }
    if (!Files.isDirectory(folder)) {
      throw new BrokenPlugin(
          "ERRAND_PLUGINS_DIR names %s, which is no folder: create it or unset the variable"
              .formatted(folder));
    }
    try (var entries = Files.list(folder)) {
      return entries.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException unreadable) {
      throw new BrokenPlugin(
          "The plugins folder %s cannot be read: %s".formatted(folder, unreadable.getMessage()));
    }
  }

  /**
   * Hands the executors of a jar to somebody.
   *
   * @throws BrokenPlugin if there are none, or they cannot be loaded, or are not taken; then
   *     nothing of the jar stays loaded
   */
  static void load(Path jar, Consumer<List<Found>> taker) {
    requireDeclaration(jar);
    var loader = new URLClassLoader(jar.getFileName().toString(), urls(jar), new SpiLoader());
    try {
      taker.accept(found(ServiceLoader.load(Executor.class, loader), jar));
    } catch (BrokenPlugin broken) {
      try {
        loader.close();
      } catch (IOException unclosable) {
        broken.addSuppressed(unclosable);
      }
      throw broken;
    }
  }

  private static void requireDeclaration(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      if (file.getEntry(DECLARATION) == null) {
        throw new BrokenPlugin(
            "The plugin %s declares no executor: it needs %s".formatted(jar, DECLARATION));
      }
    } catch (IOException unreadable) {
      throw new BrokenPlugin(
          "The plugin %s cannot be read as a jar: %s; build it anew or remove it"
              .formatted(jar, unreadable.getMessage()));
    }
  }

  private static List<Found> found(ServiceLoader<Executor> loader, @Nullable Path jar) {
    var found = new ArrayList<Found>();
    try {
      loader.forEach(executor -> found.add(new Found(executor, jar)));
    } catch (ServiceConfigurationError | LinkageError broken) {
      var cause = broken.getCause() == null ? "" : " (" + broken.getCause() + ")";
      throw new BrokenPlugin(
          "An executor of %s cannot be loaded: %s%s; mend or remove it"
              .formatted(jar == null ? "the class path" : jar, broken.getMessage(), cause));
    }
    return found;
  }

  private static URL[] urls(Path jar) {
    try {
      return new URL[] {jar.toUri().toURL()};
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Hands out the SPI and the JSON types in its signatures; all else is the plugin's own. Not the
   * packages below the SPI's, where the host has executors of its own.
   */
  private static final class SpiLoader extends ClassLoader {
    private static final String SPI = Executor.class.getPackageName() + ".";
    private static final String JSON = JsonObject.class.getPackageName() + ".";

    SpiLoader() {
      super("spi", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      boolean spi = name.startsWith(SPI) && name.indexOf('.', SPI.length()) < 0;
      if (spi || name.startsWith(JSON)) {
        return PluginLoader.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
