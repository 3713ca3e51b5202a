package dev.errand.core.reminder;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import dev.errand.core.task.TaskKey;
import java.util.UUID;

/**
 * What callers can ask about reminders. Those of a task that is over are cancelled.
 *
 * @param <R> the answer
 */
public sealed interface ReminderQuery<R> extends Query<R> {

  /** One of a task that is not deleted. */
  record GetReminder(TaskKey task, UUID id, Sight sight) implements ReminderQuery<Reminder> {}

  /** Those of a task that is not deleted, in the order in which they were set. */
  record ListReminders(TaskKey task, Part part, Sight sight)
      implements ReminderQuery<Page<Reminder>> {}
}
