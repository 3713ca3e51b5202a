package dev.errand.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of a process that is resident: without its children, and on Linux alone. */
public final class Memory {

  private static final long KIBIBYTES_PER_MEBIBYTE = 1024;

  private Memory() {}

  /** What it has now, in MiB; empty where that is not known. */
  public static OptionalLong of(ProcessHandle process) {
    return mebibytes(process, "VmRSS:");
  }

  /** The most that it has had since it began, in MiB; empty where that is not known. */
  public static OptionalLong mostOf(ProcessHandle process) {
    return mebibytes(process, "VmHWM:");
  }

  private static OptionalLong mebibytes(ProcessHandle process, String name) {
    var file = Path.of("/proc/%d/status".formatted(process.pid()));
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIBIBYTES_PER_MEBIBYTE)
          .findFirst();
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }
}
