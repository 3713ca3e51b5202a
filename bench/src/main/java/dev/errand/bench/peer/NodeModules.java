package dev.errand.bench.peer;

import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The peers that run on Node.js: their drivers and, by npm, what those need, in a build folder. */
sealed interface NodeModules {

  /** They lie in a folder. */
  record Installed(Path folder) implements NodeModules {
    List<String> command(String driver) {
      return List.of("node", folder.resolve(driver + ".js").toString());
    }
  }

  /**
   * They cannot be had.
   *
   * @param why in words for people
   */
  record Unavailable(String why) implements NodeModules {}

  /** Copies the drivers, and installs what their lock file names unless it is there. */
  static NodeModules install(Path log, Cleanup cleanup) {
    return install(
        Path.of("bench", "peers"), Path.of("bench", "target", "peers"), new Npm(log, cleanup));
  }

  /** How npm is run. */
  record Npm(Path log, Cleanup cleanup) {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    Optional<String> install(Path folder) {
      var command = List.of("npm", "ci", "--prefix", folder.toString());
      try {
        Child.start(new Child.Start(command, Map.of(), log), cleanup).await(LONGEST);
        return Optional.empty();
      } catch (IllegalStateException e) {
        return Optional.of("npm could not install it: " + e.getMessage());
      }
    }
  }

  private static NodeModules install(Path sources, Path folder, Npm npm) {
    for (var program : List.of("node", "npm")) {
      if (!onPath(program)) {
        return new Unavailable(
            "%s is not on the PATH; install Node.js 20 or newer, with npm".formatted(program));
      }
    }
    try {
      var wanted = Files.readString(sources.resolve("package-lock.json"));
      copy(sources, folder);
      var installed = folder.resolve("installed-lock.json");
      if (!Files.exists(installed) || !Files.readString(installed).equals(wanted)) {
        var failure = npm.install(folder);
        if (failure.isPresent()) {
          return new Unavailable(failure.get());
        }
        Files.writeString(installed, wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Installed(folder);
  }

  private static void copy(Path sources, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.list(sources)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
