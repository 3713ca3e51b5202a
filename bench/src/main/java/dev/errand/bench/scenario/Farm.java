package dev.errand.bench.scenario;

import dev.errand.bench.load.Wire;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tasks of a farm that has gone on for two years: most of them people's, most of those that
 * were due done or called off, a few late, a twentieth done by programs. The same for each number
 * of tasks, but for the days on which they are due.
 */
final class Farm {

  /** The fewest that any of {@link Question} finds a whole page among. */
  static final int SMALL = 10_000;

  static final List<String> TYPES =
      List.of("irrigation", "scouting", "maintenance", "sampling", "fertilization", "harvest");

  static final int PEOPLE = 40;

  /** As many tasks bear the same number in their titles. */
  static final int SAME_NUMBER = 5;

  private static final int FIELDS = 50;
  private static final int LOADERS = 2;
  private static final int DAYS_BEHIND = 730;
  private static final int DAYS_AHEAD = 60;

  private static final List<String> VERBS =
      List.of("Inspect", "Repair", "Open", "Close", "Clean", "Measure", "Replace", "Photograph");
  private static final List<String> THINGS =
      List.of(
          "valve",
          "pump",
          "filter",
          "drip line",
          "fence",
          "soil",
          "gate",
          "tank",
          "sensor",
          "hose",
          "canal",
          "tractor",
          "sprayer",
          "greenhouse",
          "seedlings",
          "leaves",
          "fruit",
          "well");
  private static final List<String> PLACES =
      List.of("north", "south", "east", "west", "upper", "lower", "old", "river");
  private static final List<String> PRIORITIES =
      List.of("low", "medium", "medium", "medium", "high", "urgent");

  /** What has become of people's tasks, by a number from 0 to 999 that their ids give them. */
  private static final String LIVE =
      """
      with fate as (
        select id, abs(hashtext(id::text)) % 1000 as lot, coalesce(due_at < now(), true) as past
        from task where tenant_id = 'local' and performer = 'human'
      ), became as (
        select id,
          case
            when past and lot < 900 or lot < 40 then 'completed'
            when past and lot < 985 or lot < 60 then 'cancelled'
            when lot >= 995 then 'blocked'
            when lot >= 990 then 'paused'
          end as status
        from fate
      )
      update task t set
        resting_status = b.status,
        completed_at = case when b.status = 'completed' then now() end,
        cancelled_at = case when b.status = 'cancelled' then now() end
      from became b
      where t.tenant_id = 'local' and t.id = b.id and b.status is not null
      """;

  /** Assignments, and what has become overdue, as far as the service still tells of that. */
  private static final String UNTOLD =
      """
      select
        (select count(*) from notification where next_attempt_at is not null)
        + (
          select count(*) from task
          where due_at between now() - interval '6 days' and now()
            and due_at is distinct from overdue_told_for and deleted_at is null
            and resting_status in ('pending', 'paused', 'blocked'))
      """;

  private static final Duration LONGEST = Duration.ofMinutes(20);

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private final int tasks;

  /** As many as are to be created. */
  Farm(int tasks) {
    this.tasks = tasks;
  }

  /** A database with so many. */
  static Database database(Stage stage, String name, int tasks) {
    var database = stage.server().create(name);
    try (var service = stage.start(database, Map.of())) {
      fill(service, database, tasks);
    }
    return database;
  }

  /** Creates them by the service, in requests of many, and lets them get old. */
  private static void fill(Service service, Database database, int tasks) {
    Stage.say("  creating %,d tasks".formatted(tasks));
    var farm = new Farm(tasks);
    try (var pool = Executors.newFixedThreadPool(LOADERS)) {
      var shares =
          IntStream.range(0, LOADERS)
              .mapToObj(share -> pool.submit(() -> farm.load(service, share)))
              .toList();
      for (Future<?> share : shares) {
        share.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The tasks cannot be created: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while tasks were created", e);
    }
    database.execute(LIVE);
    // The service has somebody to tell of each of them; what is measured comes after that.
    Wait.until("everybody has been told", LONGEST, () -> database.number(UNTOLD) == 0);
    database.settle();
  }

  private Void load(Service service, int share) throws IOException {
    try (var wire = Wire.connect(service.address())) {
      for (int first = share * BulkRequest.TASKS;
          first < tasks;
          first += LOADERS * BulkRequest.TASKS) {
        int after = Math.min(tasks, first + BulkRequest.TASKS);
        wire.post(
                "/api/v1/tasks/bulk",
                IntStream.range(first, after)
                    .mapToObj(this::item)
                    .collect(Collectors.joining(",", "{\"items\":[", "]}")))
            .require(201);
      }
    }
    return null;
  }

  /** One task as JSON. */
  String item(int number) {
    var random = new SplittableRandom(number);
    var title =
        "%s the %s of the %s block %d"
            .formatted(
                pick(random, VERBS),
                pick(random, THINGS),
                pick(random, PLACES),
                number / SAME_NUMBER);
    var due = now.plus(random.nextInt(-DAYS_BEHIND, DAYS_AHEAD), ChronoUnit.DAYS);
    int kind = random.nextInt(100);
    var members =
        kind < 3
            ? "\"type\":\"soil-analysis\",\"performer\":\"worker\""
            : kind < 5
                ? "\"type\":\"soil-analysis\",\"performer\":\"worker\",\"run_at\":\"%s\""
                    .formatted(now.plus(random.nextInt(1, 30), ChronoUnit.DAYS))
                : "\"type\":\"%s\",\"assignee_id\":\"worker-%d\""
                    .formatted(pick(random, TYPES), random.nextInt(PEOPLE));
    var dated = kind < 5 || random.nextInt(12) == 0 ? "" : ",\"due_at\":\"%s\"".formatted(due);
    return "{\"title\":\"%s\",%s,\"priority\":\"%s\",\"field_id\":\"field-%d\"%s}"
        .formatted(title, members, pick(random, PRIORITIES), random.nextInt(FIELDS), dated);
  }

  static <T> T pick(SplittableRandom random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
