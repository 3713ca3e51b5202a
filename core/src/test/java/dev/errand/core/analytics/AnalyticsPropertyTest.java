package dev.errand.core.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.analytics.AnalyticsQuery.GetUsage;
import dev.errand.core.analytics.Histories.End;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Analytics against a count of every execution, on random histories: ends of every kind, near local
 * midnights and changes of clocks, transactions that commit late, passes at any time between.
 */
class AnalyticsPropertyTest {

  private static final List<String> OWNERS = List.of("ada", "bob", "cy");
  private static final List<String> TYPES = List.of("weather", "news", "backup");
  private static final List<String> OUTCOMES =
      List.of("succeeded", "succeeded", "failed", "timed_out", "lost", "cancelled", "snoozed");

  private static @Nullable Histories shared;
  private static int tenants;

  @BeforeContainer
  static void open() {
    shared = new Histories();
  }

  @AfterContainer
  static void close() {
    if (shared != null) {
      shared.close();
    }
  }

  /** Offsets of half and quarter hours, changes at midnight, by half an hour, of a whole day. */
  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kathmandu",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "America/St_Johns",
            "America/Havana",
            "Asia/Beirut",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago")
        .map(ZoneId::of);
  }

  @Property(tries = 15, seed = "26", shrinking = ShrinkingMode.OFF)
  void what_is_told_is_what_a_count_of_everything_says(
      @ForAll("zones") ZoneId zone, @ForAll long seed) throws SQLException {
    new Walk(new Random(seed), zone).run();
  }

  /** One history of a tenant of its own. */
  private static final class Walk {

    private final Histories histories = java.util.Objects.requireNonNull(shared);
    private final String tenant = "p" + tenants++;
    private final List<Connection> open = new ArrayList<>();
    private final Random random;
    private final ZoneId zone;
    private final Instant now;

    Walk(Random random, ZoneId zone) {
      this.random = random;
      this.zone = zone;
      // A few hours or days past a change of clocks, where there is one.
      var lately = Instant.parse("2026-01-01T00:00:00Z");
      var change = zone.getRules().previousTransition(Instant.parse("2026-11-20T00:00:00Z"));
      var since =
          change == null || change.getInstant().isBefore(lately) ? lately : change.getInstant();
      now = since.plus(Duration.ofMinutes(random.nextInt(20 * 24 * 60)));
    }

    void run() throws SQLException {
      for (int step = 0; step < 5; step++) {
        act();
        check();
      }
      while (!open.isEmpty()) {
        commit();
      }
      check();
      histories.rollAll(now);
      check();
      histories.rollAll(now.plus(Duration.ofDays(3)));
      check();
    }

    private void act() throws SQLException {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          begin();
          commit();
        }
        case 2 -> begin();
        case 3 -> {
          if (!open.isEmpty()) {
            commit();
          }
        }
        default ->
            histories.roll(now.minus(Duration.ofDays(random.nextInt(3))), 1 + random.nextInt(20));
      }
    }

    private void begin() throws SQLException {
      var connection = histories.begin();
      open.add(connection);
      for (int i = random.nextInt(30); i >= 0; i--) {
        histories.write(connection, tenant, end());
      }
    }

    private void commit() throws SQLException {
      try (var connection = open.remove(random.nextInt(open.size()))) {
        connection.commit();
      }
    }

    /** Half of them where a local day, or the period, begins. */
    private End end() {
      var ended = now.minusMillis(random.nextLong(Duration.ofDays(12).toMillis()));
      if (random.nextBoolean()) {
        var midnight = LocalDate.ofInstant(ended, zone).atStartOfDay(zone).toInstant();
        ended = midnight.plusMillis(random.nextInt(3) - 1);
      }
      var started = ended.minusMillis((long) Math.exp(random.nextDouble() * 17));
      return new End(
          pick(OWNERS),
          pick(TYPES),
          pick(OUTCOMES),
          started.minusMillis(random.nextInt(5000) - 100),
          started,
          ended,
          BigDecimal.valueOf(random.nextInt(5000), 3),
          random.nextInt(1000),
          random.nextInt(5),
          random.nextInt(4) == 0);
    }

    private String pick(List<String> words) {
      return words.get(random.nextInt(words.size()));
    }

    private void check() throws SQLException {
      var ends = histories.ends(tenant);
      var user = random.nextBoolean() ? null : pick(OWNERS);
      var period = Period.last(1 + random.nextInt(12), now, zone);
      new SlowAnalytics(ends, user, period).check(histories.told(tenant, user, period));
      checkUsage(ends, user, period);
    }

    private void checkUsage(List<End> ends, @Nullable String user, Period period) {
      var told = histories.core.ask(new GetUsage(tenant, user, period));
      Function<End, String> line =
          end -> LocalDate.ofInstant(end.endedAt(), zone) + " " + end.type();
      var slow =
          ends.stream()
              .filter(end -> user == null || end.owner().equals(user))
              .filter(end -> !LocalDate.ofInstant(end.endedAt(), zone).isBefore(period.first()))
              .filter(end -> !LocalDate.ofInstant(end.endedAt(), zone).isAfter(period.last()))
              .collect(
                  Collectors.groupingBy(
                      line, java.util.TreeMap::new, Collectors.summingInt(End::tokens)));
      var fast = new java.util.TreeMap<String, Integer>();
      told.forEach(
          usage ->
              fast.put(
                  period.first().plusDays(usage.day()) + " " + usage.type(),
                  (int) usage.figures().used().tokens()));
      assertEquals(slow, fast);
    }
  }
}
