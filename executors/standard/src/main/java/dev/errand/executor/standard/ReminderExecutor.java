package dev.errand.executor.standard;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Notice;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Has somebody told something at the time at which its task runs. */
public final class ReminderExecutor implements Executor {

  private static final TaskType.Config CONFIG =
      new TaskType.Config(
          new JsonObject(
              """
              {
                "type": "object",
                "required": ["reminder_message"],
                "additionalProperties": true,
                "properties": {
                  "reminder_message": {
                    "description": "What to say.",
                    "type": "string", "minLength": 1, "maxLength": 10000, "pattern": "\\\\S", "x-pattern": "must not be blank"
                  }
                }
              }
              """),
          new JsonObject(),
          List.of(new JsonObject().put("reminder_message", "Turn the water off")));

  private static final TaskType TYPE =
      TaskType.named("reminder")
          .describedAs(
              "Reminder",
              "Tells the task's assignee, or else its owner, what it says, by the channel that they"
                  + " prefer and outside of their quiet hours.")
          .configuredBy(CONFIG)
          .defaultingTo(TaskType.Defaults.USUAL.withCredits("0.1"));

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) {
    var subject = execution.subject();
    var recipient = subject.assigneeId() == null ? subject.ownerId() : subject.assigneeId();
    if (recipient == null) {
      return Outcome.failedForGood(
          "no_recipient", "Nobody is there to be reminded: give the task an assignee or an owner");
    }
    var message = execution.config().getString("reminder_message");
    return Outcome.completed(
            new JsonObject().put("recipient_id", recipient).put("reminder_message", message))
        .notifying(List.of(new Notice(recipient, subject.title(), message)));
  }
}
