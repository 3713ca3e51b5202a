package dev.errand.api.schedule;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.recurrence.Firing;
import dev.errand.core.recurrence.Schedule;
import io.vertx.core.buffer.Buffer;

/** Schedules and their firings as JSON. */
final class ScheduleJson {

  private ScheduleJson() {}

  static Buffer body(Schedule schedule) {
    return JsonWriter.write(json -> write(json, schedule));
  }

  static void write(JsonWriter json, Schedule schedule) {
    var target = schedule.target();
    var standing = schedule.standing();
    var timeline = schedule.timeline();
    json.id("id", schedule.key().id())
        .text("namespace", schedule.label().namespace())
        .text("name", schedule.label().name())
        .text("mode", target.mode())
        .id("task_id", target.taskId())
        .value("task", target.task())
        .value("spec", schedule.spec())
        .text("owner_id", schedule.ownership().ownerId())
        .text("created_by", schedule.ownership().createdBy())
        .flag("paused", standing.paused())
        .text("pause_reason", standing.pauseReason())
        .integer("fire_count", standing.fireCount())
        .integer("failures_in_a_row", standing.failuresInARow())
        .time("last_logical_at", standing.lastLogicalAt())
        .time("next_logical_at", standing.nextLogicalAt())
        .time("next_fire_at", standing.nextFireAt())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  static void write(JsonWriter json, Firing firing) {
    json.time("logical_at", firing.logicalAt())
        .time("fired_at", firing.firedAt())
        .text("outcome", firing.outcome().word())
        .id("task_id", firing.taskId())
        .id("execution_id", firing.executionId())
        .text("note", firing.note());
  }
}
