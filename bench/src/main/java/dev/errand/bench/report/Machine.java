package dev.errand.bench.report;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;

/**
 * What it ran on, as far as it bears on the figures.
 *
 * @param postgres the server's version
 */
public record Machine(String system, int cores, long memoryMebibytes, String jdk, String postgres) {

  /** This machine. */
  public static Machine here(String postgres) {
    long bytes =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        bytes >> 20,
        System.getProperty("java.vm.version"),
        postgres);
  }

  String sentence() {
    return "%s, %d cores, %,d MiB, PostgreSQL %s (fsync and synchronous_commit on), JDK %s"
        .formatted(system, cores, memoryMebibytes, postgres, jdk);
  }

  JsonObject json() {
    return new JsonObject()
        .put("system", system)
        .put("cores", cores)
        .put("memory_mib", memoryMebibytes)
        .put("jdk", jdk)
        .put("postgresql", postgres)
        .put("fsync", "on")
        .put("synchronous_commit", "on");
  }
}
