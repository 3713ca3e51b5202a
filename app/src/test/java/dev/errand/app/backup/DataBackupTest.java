package dev.errand.app.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.errand.api.exchange.FileExport;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.fact.FactCommand.CreateFact;
import dev.errand.core.identity.Role;
import dev.errand.core.testing.CoreFixture;
import dev.errand.executor.Execution;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a backup whose folder is not as it should be. */
class DataBackupTest {

  /** More than are read at a time. */
  private static final int FACTS = 101;

  private static CoreFixture core;
  private static FileExport export;

  @TempDir private Path root;

  @BeforeAll
  static void start() {
    core = new CoreFixture();
    export = new FileExport(new TaskEndpoints.Means(core.bus, core.types, core.ids, core.clock));
    var caller = CoreFixture.caller("me", Role.ADMIN);
    for (int i = 0; i < FACTS; i++) {
      core.ask(new CreateFact(null, new JsonObject().put("text", "fact " + i), caller));
    }
    for (int i = 0; i < 3; i++) {
      core.create("todo", null, new JsonObject().put("title", "task " + i));
    }
  }

  @AfterAll
  static void stop() {
    core.close();
  }

  private static Backup.Order order(String tenantId, String... contents) {
    return new Backup.Order(
        tenantId, core.ids.next(), core.clock.instant(), List.of(contents), "csv");
  }

  private Outcome write(BackupFolder.Opener opener, Backup.Order order) {
    return new Backup(export, new BackupFolder(root, opener)).write(order);
  }

  private List<String> files() throws IOException {
    try (var found = Files.walk(root)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  private static Outcome.Failed failed(Outcome outcome, String reason) {
    var failed = assertInstanceOf(Outcome.Failed.class, outcome);
    assertEquals("backup_failed", failed.failure().code());
    assertTrue(failed.retryable());
    assertTrue(failed.failure().message().endsWith(": " + reason), failed.failure().message());
    return failed;
  }

  @Test
  void all_facts_are_written_once() throws IOException {
    var written =
        assertInstanceOf(Outcome.Completed.class, write(BackupFolder.REAL, order("t1", "facts")))
            .result()
            .getJsonArray("files")
            .getJsonObject(0);
    assertEquals(FACTS, written.getInteger("records"));
    var texts = new HashSet<String>();
    for (var line : Files.readAllLines(root.resolve(written.getString("name")))) {
      texts.add(new JsonObject(line).getString("text"));
    }
    assertEquals(FACTS, texts.size());
  }

  @Test
  void a_full_disk_fails_with_its_reason_and_leaves_nothing() throws IOException {
    var full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "only Linux has a disk that is always full");
    BackupFolder.Opener opener =
        path -> {
          BackupFolder.REAL.open(path).close();
          return FileChannel.open(full, StandardOpenOption.WRITE);
        };
    // More often than exports may be read at a time: each is let go of.
    for (int i = 0; i < 6; i++) {
      failed(write(opener, order("t1", "tasks", "facts")), "No space left on device");
    }
    assertEquals(List.of(), files());
    assertInstanceOf(Outcome.Completed.class, write(BackupFolder.REAL, order("t1", "tasks")));
  }

  @Test
  void one_that_is_cancelled_ends_at_once_and_leaves_nothing() throws IOException {
    BackupFolder.Opener opener =
        path -> {
          Thread.currentThread().interrupt();
          return BackupFolder.REAL.open(path);
        };
    for (int i = 0; i < 6; i++) {
      assertThrows(InterruptedException.class, () -> write(opener, order("t1", "tasks")));
    }
    assertEquals(List.of(), files());
    assertInstanceOf(Outcome.Completed.class, write(BackupFolder.REAL, order("t1", "tasks")));
  }

  @Test
  void what_was_written_before_a_failure_does_not_stay() throws IOException {
    BackupFolder.Opener opener =
        path -> {
          if (path.getFileName().toString().startsWith("facts")) {
            throw new IOException("Input/output error");
          }
          return BackupFolder.REAL.open(path);
        };
    failed(write(opener, order("t1", "tasks", "facts")), "Input/output error");
    assertEquals(List.of(), files());
  }

  @Test
  void a_folder_that_is_missing_is_not_made() throws IOException {
    Files.delete(root);
    var failed = failed(write(BackupFolder.REAL, order("t1", "tasks")), "there is no such folder");
    assertTrue(!failed.failure().message().contains(root.toString()), "tenants see no paths");
    assertTrue(Files.notExists(root));
    Files.createDirectory(root);
  }

  @Test
  void without_a_folder_it_fails_for_good_and_says_what_to_configure() throws IOException {
    var execution =
        (Execution)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Execution.class},
                (proxy, method, arguments) -> new JsonObject());
    var failed = assertInstanceOf(Outcome.Failed.class, new DataBackup().run(execution));
    assertEquals("not_configured", failed.failure().code());
    assertTrue(failed.failure().message().contains("BACKUP_DIR"));
    assertTrue(!failed.retryable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"t2", ".", "..", "../../t1", "/etc", "t1/", "*?<>|:\"\\", ".hidden", "LONG"})
  void every_tenant_has_a_folder_of_its_own_within_the_folder(String name) throws IOException {
    var tenant = name.equals("LONG") ? "ث".repeat(128) : name;
    var outcome = write(BackupFolder.REAL, order(tenant, "tasks"));
    assertInstanceOf(Outcome.Completed.class, outcome, outcome::toString);
    var written = files();
    assertEquals(1, written.size());
    var parts = Path.of(written.getFirst());
    assertEquals(2, parts.getNameCount());
    assertTrue(!parts.startsWith(".hidden") && !parts.startsWith("t1"), written::toString);
    assertEquals(1, Files.readAllLines(root.resolve(parts)).size(), "none of t1's tasks");
  }

  @Test
  void what_a_crash_left_behind_is_removed_after_a_day() throws IOException {
    var folder = Files.createDirectory(root.resolve("t1"));
    var old = Files.createFile(folder.resolve("tasks-old.csv.part"));
    var now = core.clock.instant();
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(25))));
    var young = Files.createFile(folder.resolve("tasks-young.csv.part"));
    Files.setLastModifiedTime(young, FileTime.from(now.minus(Duration.ofHours(23))));
    var completed =
        assertInstanceOf(Outcome.Completed.class, write(BackupFolder.REAL, order("t1", "tasks")));
    var written = completed.result().getJsonArray("files").getJsonObject(0);
    assertEquals(3, written.getInteger("records"));
    var left = files();
    assertEquals(2, left.size(), left::toString);
    assertTrue(
        left.contains("t1/tasks-young.csv.part") && left.contains(written.getString("name")));
  }
}
