package dev.errand.bench.scenario;

import dev.errand.bench.load.Wire;
import dev.errand.bench.postgres.Database;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * Something that callers ask of a {@link Farm} again and again, each time a little different.
 *
 * @param name for people
 * @param kinds so many in a row differ in more than values
 * @param path of the request of a number
 */
record Question(String name, int kinds, LongFunction<String> path) {

  private static final int KNOWN_IDS = 2000;

  /** Three pairs of filters in turn; each finds a full page. */
  static final Question LIST =
      new Question(
          "list of 100, two filters",
          3,
          number -> {
            var random = new SplittableRandom(number);
            var filters =
                switch ((int) (number % 3)) {
                  case 0 -> "status=pending&type=" + Farm.pick(random, Farm.TYPES);
                  case 1 -> "status=completed&assignee_id=worker-" + random.nextInt(Farm.PEOPLE);
                  default -> "status=pending&priority=high";
                };
            return "/api/v1/tasks?limit=100&" + filters;
          });

  static final Question STATS = new Question("stats", 1, number -> "/api/v1/tasks/stats");

  /** A common pair of words, then three times one block of all. */
  static Question search(int tasks) {
    return new Question(
        "full-text search",
        2,
        number -> {
          var random = new SplittableRandom(number);
          var words =
              number % 4 == 0
                  ? "north%20valve"
                  : "block%20" + random.nextInt(tasks / Farm.SAME_NUMBER);
          return "/api/v1/tasks?limit=100&q=" + words;
        });
  }

  static Question get(Database database, int tasks) {
    var ids =
        List.copyOf(
            database.texts(
                "select id::text from task where random() < %f"
                    .formatted((double) KNOWN_IDS / tasks)));
    return new Question(
        "get", 1, number -> "/api/v1/tasks/" + Farm.pick(new SplittableRandom(number), ids));
  }

  /** Asks once; the number counts. */
  void ask(Wire wire, long number) throws IOException {
    wire.get(path.apply(number)).require(200);
  }

  static List<Question> all(Database database, int tasks) {
    return List.of(LIST, search(tasks), STATS, get(database, tasks));
  }
}
