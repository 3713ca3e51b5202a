package dev.errand.api.analytics;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.analytics.AnalyticsQuery.GetAnalytics;
import dev.errand.core.analytics.AnalyticsQuery.GetServiceStats;
import dev.errand.core.analytics.AnalyticsQuery.GetUsage;
import dev.errand.core.analytics.Period;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations that tell what tasks and executions have come to. Thread-safe. */
public final class AnalyticsEndpoints {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;

  private final Bus bus;
  private final InstantSource clock;
  private final String version;

  /**
   * Asks over the given bus.
   *
   * @param clock says which day it is
   * @param version of the API
   */
  public AnalyticsEndpoints(Bus bus, InstantSource clock, String version) {
    this.bus = bus;
    this.clock = clock;
    this.version = version;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "getAnalytics", this::analytics, "getUsage", this::usage, "getServiceStats", this::service);
  }

  private Future<Answer> analytics(Input input) {
    var userId = userId(input);
    var period = Period.last(input.integer("days"), clock.instant(), zone(input));
    return bus.request(new GetAnalytics(input.caller().tenantId(), userId, period))
        .map(told -> Answer.ok(AnalyticsJson.body(userId, told)));
  }

  private Future<Answer> usage(Input input) {
    var userId = userId(input);
    var period = period(input);
    return bus.request(new GetUsage(input.caller().tenantId(), userId, period))
        .map(used -> Answer.ok(AnalyticsJson.body(userId, period, used)));
  }

  private Future<Answer> service(Input input) {
    var caller = input.caller();
    return bus.request(new GetServiceStats(caller.tenantId(), caller.sight()))
        .map(stats -> Answer.ok(AnalyticsJson.body(version, stats)));
  }

  /** Whose figures are asked for, if the caller may; null for all. */
  private static @Nullable String userId(Input input) {
    var own = input.caller().userId();
    var named = input.text("user_id");
    boolean all = input.flag("all");
    if (all && named != null) {
      throw wrong("user_id", "names one, and `all` asks for all: leave one of them out");
    }
    if ((all || (named != null && !named.equals(own)))
        && !input.caller().role().atLeast(Role.MANAGER)) {
      throw new Problem.Denied("read");
    }
    return all ? null : named == null ? own : named;
  }

  private static ZoneId zone(Input input) {
    var name = input.required("timezone");
    return TimeZones.find(name).orElseThrow(() -> wrong("timezone", TimeZones.refusal(name)));
  }

  private Period period(Input input) {
    var zone = zone(input);
    var from = input.text("from");
    var to = input.text("to");
    var last = to == null ? LocalDate.ofInstant(clock.instant(), zone) : LocalDate.parse(to);
    var first = from == null ? last.minusDays(USUAL_DAYS - 1L) : LocalDate.parse(from);
    long days = ChronoUnit.DAYS.between(first, last) + 1;
    if (days < 1) {
      throw wrong("from", "must not lie after `to`, which is " + last);
    }
    if (days > MOST_DAYS) {
      throw wrong(
          "from",
          "must lie at most %d days before `to`, not %d".formatted(MOST_DAYS - 1, days - 1));
    }
    if (first.getYear() < 1 || last.getYear() > 9999) {
      throw wrong("from", "must lie, as `to`, in the years 1 to 9999");
    }
    return new Period(first, (int) days, zone);
  }

  private static Problem.Invalid wrong(String parameter, String why) {
    return new Problem.Invalid(
        List.of(new Violation(List.of("query", parameter), why, "value_error")));
  }
}
