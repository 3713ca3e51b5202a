package dev.errand.core.reminder;

import dev.errand.core.bus.Command;
import java.time.Instant;

/**
 * What the engine has told to people, of all tenants, a batch at a time. Each happens once, however
 * many nodes ask for it. Answers with the number of what was seen to.
 */
public sealed interface TellCommand extends Command<Integer> {

  /** Sends reminders whose time has come; cancels those of tasks that are over or deleted. */
  record TellReminders(Instant now, int max) implements TellCommand {}

  /** Tells of tasks that are due soon, as early as their assignee, or else their owner, prefers. */
  record TellDueSoon(Instant now, int max) implements TellCommand {}

  /** Tells of tasks that have become overdue. */
  record TellOverdue(Instant now, int max) implements TellCommand {}

  /** Tells people what their day brings. */
  record TellDays(Instant now, int max) implements TellCommand {}
}
