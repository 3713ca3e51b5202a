package dev.errand.api.reminder;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.reminder.Reminder;
import dev.errand.core.reminder.ReminderCommand.DeleteReminder;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.SnoozeReminder;
import dev.errand.core.reminder.ReminderCommand.Wish;
import dev.errand.core.reminder.ReminderQuery.GetReminder;
import dev.errand.core.reminder.ReminderQuery.ListReminders;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The operations on reminders. Thread-safe. */
public final class ReminderEndpoints {

  private static final Duration LONGEST = Duration.ofDays(366);

  private final Bus bus;

  /** Asks over the given bus. */
  public ReminderEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "addReminder", this::add,
        "listReminders", this::list,
        "getReminder", this::get,
        "deleteReminder", this::delete,
        "snoozeReminder", this::snooze);
  }

  private Future<Answer> add(Input input) {
    var task = task(input);
    var wish = wish(input.body());
    return input
        .once(
            id -> bus.request(new GetReminder(task, id, input.caller().sight())),
            id -> bus.request(new SetReminder(task, id, wish, input.caller())))
        .map(
            reminder ->
                Answer.of(201, body(reminder))
                    .with(
                        "Location",
                        "%s/tasks/%s/reminders/%s"
                            .formatted(Contract.BASE, task.id(), reminder.id())));
  }

  private static Wish wish(JsonObject body) {
    var at = TaskDetails.instant(body.getString("remind_at"));
    var before = body.getString("before_due");
    if (at != null && before != null) {
      throw wrong("before_due", "cannot stand beside remind_at: give one of them", "contradiction");
    }
    var length = before == null ? null : Duration.parse(before);
    if (length != null && length.compareTo(LONGEST) > 0) {
      throw wrong("before_due", "must not be longer than P366D", "maximum");
    }
    return new Wish(
        at,
        length,
        body.getString("user_id"),
        Objects.requireNonNullElse(body.getString("channel"), "event"));
  }

  private static Problem wrong(String member, String msg, String type) {
    return new Problem.Invalid(List.of(Violation.ofBody(member, msg, type)));
  }

  /** The first 100 of a task, beside it. */
  public Expansion expansion() {
    return input ->
        bus.request(new ListReminders(task(input), Parts.MOST, input.caller().sight()))
            .map(page -> json -> json.objects("reminders", page.items(), ReminderEndpoints::write));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofIds(input);
    return bus.request(new ListReminders(task(input), part, input.caller().sight()))
        .map(page -> Parts.answer(page, part, ReminderEndpoints::write));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetReminder(task(input), id(input), input.caller().sight()))
        .map(reminder -> Answer.ok(body(reminder)));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteReminder(task(input), id(input), input.caller()))
        .map(deleted -> Answer.empty(204));
  }

  private Future<Answer> snooze(Input input) {
    var minutes = input.body().getInteger("minutes");
    var until = TaskDetails.instant(input.body().getString("until"));
    if ((minutes == null) == (until == null)) {
      throw wrong("minutes", "is required, or until: one of them", "missing");
    }
    var by = minutes == null ? null : Duration.ofMinutes(minutes);
    return bus.request(new SnoozeReminder(id(input), by, until, input.caller()))
        .map(reminder -> Answer.ok(body(reminder)));
  }

  private static Buffer body(Reminder reminder) {
    return JsonWriter.write(json -> write(json, reminder));
  }

  private static void write(JsonWriter json, Reminder reminder) {
    var before = reminder.time().beforeDue();
    var standing = reminder.standing();
    json.id("id", reminder.id())
        .id("task_id", reminder.task().id())
        .text("user_id", reminder.userId())
        .time("remind_at", reminder.time().at())
        .text("before_due", before == null ? null : before.toString())
        .text("channel", reminder.channel())
        .text("status", standing.status().word())
        .time("sent_at", standing.sentAt())
        .integer("snooze_count", standing.snoozeCount())
        .text("error", standing.error())
        .text("created_by", reminder.createdBy())
        .time("created_at", reminder.createdAt());
  }

  private static UUID id(Input input) {
    return input.id("reminder_id");
  }

  private static TaskKey task(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
