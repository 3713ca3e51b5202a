package dev.errand.bench.scenario;

import dev.errand.bench.load.Wire;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.postgres.LoggedPlans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/**
 * How PostgreSQL carries out what the service asks it.
 *
 * @param stage where
 */
record Plans(Stage stage) {

  /** By then a statement has the plan that it keeps. */
  private static final int BEFORE = 12;

  private static final Duration UNTIL_LOGGED = Duration.ofSeconds(1);

  /** Of each statement that the question leads to, in a service of its own. */
  String of(Question question, Database database) {
    database.logPlans();
    // Nobody else is to talk to the database meanwhile.
    try (var service = stage.start(database, Map.of("ENGINE_ENABLED", "false"));
        var wire = Wire.connect(service.address())) {
      for (int number = 0; number < BEFORE; number++) {
        question.ask(wire, number);
      }
      var text = new StringBuilder();
      for (int number = BEFORE; number < BEFORE + question.kinds(); number++) {
        var plans = LoggedPlans.from(stage.server().log());
        question.ask(wire, number);
        Wait.during(UNTIL_LOGGED);
        text.append("GET ")
            .append(question.path().apply(number))
            .append("\n\n")
            .append(plans.read())
            .append('\n');
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
