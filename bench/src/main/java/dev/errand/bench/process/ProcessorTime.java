package dev.errand.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that a process and all its descendants have used. On Linux it includes
 * descendants that have ended; elsewhere only those that live, so a side that opens new sessions
 * seems cheaper there.
 */
public final class ProcessorTime {

  /** How the kernel counts in {@code /proc}: a fixed unit for programs, whatever its own ticks. */
  private static final long TICKS_PER_SECOND = 100;

  private ProcessorTime() {}

  /** Of the process and its descendants, since they began. */
  public static Duration ofTree(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(ProcessorTime::of)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Of the process, and of those of its children that have ended, since it began. */
  public static Duration of(ProcessHandle process) {
    return own(process).plus(ended(process));
  }

  private static Duration own(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** What its children that have ended had used. */
  private static Duration ended(ProcessHandle process) {
    var file = Path.of("/proc/%d/stat".formatted(process.pid()));
    try {
      var stat = Files.readString(file);
      // The second field, the name, may hold spaces: count from behind it. cutime and cstime are
      // fields 16 and 17.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
      return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    } catch (IOException notLinux) {
      return Duration.ZERO;
    }
  }
}
