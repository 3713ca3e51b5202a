package dev.errand.api.task;

import dev.errand.api.calendar.CalendarInput;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.calendar.CalendarQuery.FindBestDays;
import dev.errand.core.calendar.CalendarQuery.Within;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;

/** Creates a task that is due on the best day for a work. Thread-safe. */
final class FromCalendar implements Endpoint {

  private static final int USUAL_DAYS = 30;
  private static final String DUE = "due_at";

  private final Bus bus;
  private final InstantSource clock;
  private final TaskCreation creation;

  FromCalendar(TaskEndpoints.Means means, TaskCreation creation) {
    bus = means.bus();
    clock = means.clock();
    this.creation = creation;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var task = input.body().copy();
    var activity = CalendarInput.activity((String) task.remove("activity"), "body", "activity");
    var days = (Number) task.remove("search_days");
    boolean best = !Boolean.FALSE.equals(task.remove("use_best_date"));
    // Its other members are added when it is created.
    task.put(
        "astronomical",
        new JsonObject().put("activity", activity.key()).put("suggested_by_calendar", best));
    if (!best) {
      return creation.create(task, input);
    }
    if (task.getValue(DUE) != null) {
      throw new Problem.Invalid(
          List.of(
              Violation.ofBody(
                  DUE,
                  "is what use_best_date looks for: leave it out, or set use_best_date to false",
                  "contradiction")));
    }
    var zone = CalendarInput.zone(task.getString("timezone"), "body", "timezone");
    var today = LocalDate.ofInstant(clock.instant(), zone);
    var within = new Within(today, days == null ? USUAL_DAYS : days.intValue(), zone);
    return bus.request(new FindBestDays(activity, within, 1))
        .compose(
            found ->
                creation.create(
                    task.put(DUE, found.getJsonArray("items").getJsonObject(0).getString("date")),
                    input));
  }
}
