package dev.errand.api.schedule;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.Firing;
import dev.errand.core.schedule.Firings;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.task.TaskDetails;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Tells when a schedule would fire. Thread-safe. */
final class SchedulePreview implements Endpoint {

  private static final List<Object> SPEC = List.of("body", "spec");

  private static final int USUAL_COUNT = 10;

  private final InstantSource clock;

  SchedulePreview(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var body = input.body();
    var spec = body.getValue("spec");
    var wanted = body.getInteger("count");
    int count = wanted == null ? USUAL_COUNT : wanted;
    var start = TaskDetails.instant(body.getString("start_at"));
    return OffLoop.compute(() -> firings(spec, count, start == null ? clock.instant() : start))
        .map(
            firings ->
                Answer.ok(
                    new JsonObject()
                        .put("items", firings)
                        .put("time_zone_data", Firings.timeZoneEdition())
                        .toBuffer()));
  }

  private static JsonArray firings(Object value, int count, Instant from) {
    var reading = ScheduleSpec.read(value, SPEC, Defaults.at(from));
    if (!reading.violations().isEmpty()) {
      throw new Problem.Invalid(reading.violations());
    }
    var items = new JsonArray();
    var spec = reading.spec();
    if (spec != null) {
      Firings.of(spec).preview(count, from).stream().map(Firing::toJson).forEach(items::add);
    }
    return items;
  }

  @Override
  public List<Violation> further(Input rest, Set<String> faulty) {
    return faulty.contains("spec")
        ? List.of()
        : ScheduleSpec.problems(rest.body().getValue("spec"), SPEC, Defaults.at(clock.instant()));
  }
}
