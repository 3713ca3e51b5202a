package dev.errand.bench.profile;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Watches the service and its database while a piece of work is done: samples of the service's
 * stacks by Java's flight recorder, statements and waits by PostgreSQL itself.
 */
public final class Profile {

  private static final long LONGEST_SECONDS = 60;

  private Profile() {}

  /**
   * What is watched.
   *
   * @param service a running process
   * @param folder for the recording
   */
  public record Subject(ProcessHandle service, Database database, Path folder) {}

  /** Watches a service that runs already. Answers with a text for people. */
  public static String of(Subject subject, Runnable work) {
    var recording = subject.folder().resolve("service.jfr");
    tell(subject.service(), "JFR.start", "name=bench", "settings=profile");
    var database = DatabaseWatch.around(subject.database(), work);
    tell(subject.service(), "JFR.dump", "name=bench", "filename=" + recording);
    tell(subject.service(), "JFR.stop", "name=bench");
    return FlightSummary.of(recording) + "\n" + database;
  }

  private static void tell(ProcessHandle service, String... words) {
    var jcmd = Path.of(Child.java()).resolveSibling("jcmd").toString();
    var command = new ArrayList<>(List.of(jcmd, String.valueOf(service.pid())));
    command.addAll(List.of(words));
    try {
      var process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("The flight recorder refuses " + String.join(" ", words));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("--profile needs a whole JDK, with jcmd", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
