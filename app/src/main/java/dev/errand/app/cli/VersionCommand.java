package dev.errand.app.cli;

import dev.errand.app.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says which version this is and what it runs on. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "Shows the version.")
final class VersionCommand implements Callable<Integer> {

  private final PrintWriter out;

  VersionCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    out.println(text());
    return 0;
  }

  static String text() {
    return "Errand %s (Java %s)".formatted(Version.current(), Runtime.version());
  }
}
