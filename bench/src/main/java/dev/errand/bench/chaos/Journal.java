package dev.errand.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the workers wrote down, see {@link ChaosWorker}.
 *
 * @param reported executions whose success was sent, whatever came of it
 * @param acknowledged those where 200 was answered
 */
record Journal(Set<String> reported, Set<String> acknowledged) {

  static Journal read(List<Path> files) {
    var journal = new Journal(new HashSet<>(), new HashSet<>());
    try {
      for (var file : files) {
        Files.readAllLines(file).forEach(journal::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return journal;
  }

  void add(String line) {
    if (line.startsWith("S ")) {
      reported.add(line.substring(2));
    } else if (line.startsWith("A ")) {
      acknowledged.add(line.substring(2));
    }
  }
}
