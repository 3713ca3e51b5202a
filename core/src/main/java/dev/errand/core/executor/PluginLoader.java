package dev.errand.core.executor;

import dev.errand.executor.Executor;
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
import org.jspecify.annotations.Nullable;

/**
 * Finds executors: on the class path, and in the jars of a folder, each in a class loader of its
 * own that sees the JDK, the SPI and Vert.x's JSON and nothing else of the host, so that two
 * plugins may carry different versions of a library.
 */
final class PluginLoader {

  /** An executor, and where it came from. */
  record Found(Executor executor, String source) {}

  private PluginLoader() {}

  static List<Found> load(@Nullable Path folder) {
    var found = new ArrayList<Found>();
    collect(ServiceLoader.load(Executor.class), "the class path", found);
    if (folder != null) {
      for (var jar : jars(folder)) {
        int before = found.size();
        var loader = new URLClassLoader(jar.getFileName().toString(), urls(jar), new SpiLoader());
        collect(ServiceLoader.load(Executor.class, loader), jar.toString(), found);
        if (found.size() == before) {
          throw new BrokenPlugin(
              "The plugin %s declares no executor: it needs META-INF/services/%s"
                  .formatted(jar, Executor.class.getName()));
        }
      }
    }
    return found;
  }

  private static void collect(ServiceLoader<Executor> loader, String source, List<Found> found) {
    try {
      loader.forEach(executor -> found.add(new Found(executor, source)));
    } catch (ServiceConfigurationError | LinkageError broken) {
      throw new BrokenPlugin(
          "An executor of %s cannot be loaded: %s; mend or remove it"
              .formatted(source, broken.getMessage()));
    }
  }

  private static List<Path> jars(Path folder) {
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

  private static URL[] urls(Path jar) {
    try {
      return new URL[] {jar.toUri().toURL()};
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Hands out the SPI and the JSON types in its signatures; all else is the plugin's own. */
  private static final class SpiLoader extends ClassLoader {
    private static final List<String> SHARED =
        List.of("dev.errand.executor.", "io.vertx.core.json.");

    SpiLoader() {
      super("spi", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (SHARED.stream().anyMatch(name::startsWith)) {
        return PluginLoader.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
