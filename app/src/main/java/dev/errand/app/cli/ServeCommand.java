package dev.errand.app.cli;

import dev.errand.app.Errand;
import dev.errand.app.config.Config;
import dev.errand.app.metrics.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the service until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the service until SIGTERM or Ctrl-C. This is what errand does by itself.")
class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private final PrintWriter out;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--print-config",
      description = "Show the effective settings, each with its origin, and exit.")
  private boolean printConfig;

  @Option(
      names = "--demo",
      description =
          "Add a tenant \"demo\" with sample tasks, and sample weather, news and field health on loopback.")
  private boolean demo;

  ServeCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    Metrics metrics = new Metrics(InstantSource.system());
    Vertx vertx = metrics.vertx(new VertxOptions());
    Config config;
    try {
      config = options.load(vertx);
    } catch (Exception e) {
      vertx.close();
      throw e;
    }
    if (printConfig) {
      out.print(config.print());
      out.flush();
      return 0;
    }
    boolean json = ConfigOptions.writesJson(config);
    Consumer<String> notices = json ? LOG::info : out::println;
    Errand errand = new Errand(metrics, vertx, config, notices);
    new Foreground(errand)
        .run(() -> errand.start(demo), port -> greet(new FirstScreen(config), port, json));
    return 0;
  }

  private void greet(FirstScreen screen, int port, boolean json) {
    List<String> lines = screen.lines(port);
    if (json) {
      lines.forEach(line -> LOG.info(line.strip()));
    } else {
      lines.forEach(out::println);
    }
  }
}
