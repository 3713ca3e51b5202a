package dev.errand.bench.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @Test
  void tells_what_was_reported_from_what_was_confirmed(@TempDir Path folder) throws IOException {
    var one = Files.writeString(folder.resolve("1"), "S a\nS b\nA a\n");
    var other = Files.writeString(folder.resolve("2"), "a warning\nS c\n");
    var journal = Journal.read(List.of(one, other));
    assertEquals(Set.of("a", "b", "c"), journal.reported());
    assertEquals(Set.of("a"), journal.acknowledged());
  }
}
