package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example workers keep the worker protocol, as the conformance script sees it. */
class WorkerConformanceTest {

  private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
  private static final Path EXAMPLES = DOCS.resolve("examples").resolve("workers");

  private record Check(String name, Process process, Path report) {}

  // Each rule takes its seconds: leases last five at least.
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void the_example_workers_in_sh_python_and_java_keep_every_rule() throws Exception {
    assumeTrue(isThere("python3") && isThere("curl"), "python3 and curl are needed");
    try (var database = TestDatabase.create();
        var errand = ErrandProcess.start(ErrandProcess.settings(database))) {
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var checks =
          List.of(
              check(errand.port(), "python", "python3", EXAMPLES.resolve("worker.py").toString()),
              check(errand.port(), "sh", "sh", EXAMPLES.resolve("worker.sh").toString()),
              check(errand.port(), "java", java, EXAMPLES.resolve("Worker.java").toString()));
      for (var check : checks) {
        boolean ended = check.process().waitFor(240, TimeUnit.SECONDS);
        check.process().destroyForcibly();
        var report = Files.readString(check.report());
        Files.delete(check.report());
        assertEquals(0, ended ? check.process().exitValue() : -1, check.name() + "\n" + report);
      }
      var left = new JsonObject(errand.send("GET", "/api/v1/tasks?limit=1", null).body());
      assertEquals(0, left.getInteger("total"));
    }
  }

  @Test
  void the_script_says_what_is_not_there() throws Exception {
    assumeTrue(isThere("python3"), "python3 is needed");
    int nobody;
    try (var socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    var check = check(nobody, "none", "python3", EXAMPLES.resolve("worker.py").toString());
    assertEquals(1, check.process().waitFor());
    var said = Files.readString(check.report());
    Files.delete(check.report());
    assertTrue(said.startsWith("Errand does not answer at http://127.0.0.1:" + nobody), said);
    assertFalse(said.contains("Traceback"), said);
  }

  private static Check check(int port, String name, String... worker) throws IOException {
    var command = new ArrayList<String>();
    command.add("python3");
    command.add(DOCS.resolve("worker-conformance").toString());
    command.add("--url");
    command.add("http://127.0.0.1:" + port + "/api/v1");
    command.add("--");
    command.addAll(List.of(worker));
    var report = Files.createTempFile("conformance-", ".txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(report.toFile());
    return new Check(name, builder.start(), report);
  }

  private static boolean isThere(String program) {
    for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
