package dev.errand.api.schedule;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.EntityTag;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.task.PlaceLookup;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.bus.Bus;
import dev.errand.core.recurrence.Schedule;
import dev.errand.core.recurrence.ScheduleCommand.DeleteSchedule;
import dev.errand.core.recurrence.ScheduleCommand.FireSchedule;
import dev.errand.core.recurrence.ScheduleCommand.PauseSchedule;
import dev.errand.core.recurrence.ScheduleCommand.ResumeSchedule;
import dev.errand.core.recurrence.ScheduleCommand.UpdateSchedule;
import dev.errand.core.recurrence.ScheduleKey;
import dev.errand.core.recurrence.ScheduleQuery.GetSchedule;
import dev.errand.core.recurrence.ScheduleQuery.ListFirings;
import dev.errand.core.recurrence.ScheduleQuery.ListSchedules;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskDetails;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The operations on schedules. Thread-safe. */
public final class ScheduleEndpoints {

  private final Bus bus;
  private final ScheduleCreation creation;
  private final SchedulePreview preview;
  private final Drafts drafts;
  private final PlaceLookup places;

  /** As the contract describes them. */
  public ScheduleEndpoints(Contract contract, TaskEndpoints.Means means) {
    bus = means.bus();
    places = new PlaceLookup(bus);
    drafts = new Drafts(contract.shape("NewTask"));
    creation = new ScheduleCreation(means, drafts);
    preview = new SchedulePreview(means.clock());
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.ofEntries(
        Map.entry("createSchedule", input -> creation.create(input).map(this::created)),
        Map.entry("previewSchedule", preview),
        Map.entry("listSchedules", this::list),
        Map.entry("getSchedule", this::get),
        Map.entry("updateSchedule", this::update),
        Map.entry("deleteSchedule", this::delete),
        Map.entry("pauseSchedule", this::pause),
        Map.entry("resumeSchedule", this::resume),
        Map.entry("fireSchedule", this::fire),
        Map.entry("listFirings", this::firings));
  }

  private Answer created(Schedule schedule) {
    return answer(201, schedule)
        .with("Location", Contract.BASE + "/schedules/" + schedule.key().id());
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetSchedule(key(input), input.caller().sight()))
        .map(
            schedule -> {
              var known = input.header("If-None-Match");
              return EntityTag.any(known) || EntityTag.in(known, true).contains(schedule.etag())
                  ? Answer.empty(304).with("ETag", schedule.etag())
                  : answer(200, schedule);
            });
  }

  private Future<Answer> list(Input input) {
    var taskId = input.text("task_id");
    var paused = input.text("paused");
    var cursor = input.text("cursor");
    int limit = input.integer("limit");
    return bus.request(
            new ListSchedules(
                input.caller().tenantId(),
                taskId == null ? null : UUID.fromString(taskId),
                paused == null ? null : Boolean.valueOf(paused),
                limit,
                cursor == null ? null : UUID.fromString(cursor),
                input.caller().sight()))
        .map(
            page ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", page.items(), ScheduleJson::write)
                                .integer("limit", limit)
                                .id("next_cursor", page.next()))));
  }

  private Future<Answer> firings(Input input) {
    int limit = input.integer("limit");
    return bus.request(
            new ListFirings(
                key(input),
                limit,
                TaskDetails.instant(input.text("cursor")),
                input.caller().sight()))
        .map(
            page ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", page.items(), ScheduleJson::write)
                                .integer("limit", limit)
                                .time("next_cursor", page.next()))));
  }

  private Future<Answer> update(Input input) {
    var patch = drafts.patch(input.body());
    var task = patch.getJsonObject("task");
    return places
        .of(input.caller(), task == null ? List.of() : List.of(task))
        .compose(
            around ->
                condition(input)
                    .compose(
                        condition ->
                            bus.request(new UpdateSchedule(key(input), patch, around, condition))))
        .map(schedule -> answer(200, schedule));
  }

  private Future<Answer> delete(Input input) {
    return condition(input)
        .compose(condition -> bus.request(new DeleteSchedule(key(input), condition)))
        .map(deleted -> Answer.empty(204));
  }

  private Future<Answer> pause(Input input) {
    var reason = input.body().getString("reason");
    return condition(input)
        .compose(condition -> bus.request(new PauseSchedule(key(input), reason, condition)))
        .map(schedule -> answer(200, schedule));
  }

  private Future<Answer> resume(Input input) {
    return condition(input)
        .compose(condition -> bus.request(new ResumeSchedule(key(input), condition)))
        .map(schedule -> answer(200, schedule));
  }

  private Future<Answer> fire(Input input) {
    return condition(input)
        .compose(condition -> bus.request(new FireSchedule(key(input), condition)))
        .map(firing -> Answer.ok(JsonWriter.write(json -> ScheduleJson.write(json, firing))));
  }

  private static Answer answer(int status, Schedule schedule) {
    return Answer.of(status, ScheduleJson.body(schedule)).with("ETag", schedule.etag());
  }

  private static ScheduleKey key(Input input) {
    return new ScheduleKey(input.caller().tenantId(), input.id("id"));
  }

  /** Whose change it is, and of which version, by {@code If-Match}. */
  private Future<Condition> condition(Input input) {
    var header = input.header("If-Match");
    if (header == null || EntityTag.any(header)) {
      return Future.succeededFuture(new Condition(input.caller(), null));
    }
    var tags = EntityTag.in(header, false);
    // A header without a strong tag matches nothing.
    var first = tags.isEmpty() ? header : tags.getFirst();
    return tags.size() < 2
        ? Future.succeededFuture(new Condition(input.caller(), first))
        : bus.request(new GetSchedule(key(input), input.caller().sight()))
            .map(
                schedule ->
                    new Condition(
                        input.caller(),
                        tags.stream().filter(schedule::matches).findFirst().orElse(first)));
  }
}
