package dev.errand.core.reminder;

import dev.errand.core.task.Agenda;
import dev.errand.core.task.Task;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A day's summary in words. */
record DayText(String subject, String body) {

  private static final int LISTED = 20;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  static DayText of(Agenda agenda, ZoneId zone) {
    var counts = agenda.counts();
    var subject = "Your day: %d due today, %d overdue".formatted(counts.today(), counts.overdue());
    if (counts.today() + counts.overdue() == 0) {
      return new DayText(subject, "Nothing is due today, and nothing is overdue.");
    }
    var body = new StringBuilder();
    list(body, "Due today", agenda.today(), TIME.withZone(zone));
    list(body, "Overdue", agenda.overdue(), DAY.withZone(zone));
    return new DayText(subject, body.toString().strip());
  }

  private static void list(
      StringBuilder body, String heading, List<Task> tasks, DateTimeFormatter time) {
    if (tasks.isEmpty()) {
      return;
    }
    body.append(heading).append(":\n");
    for (var task : tasks.subList(0, Math.min(tasks.size(), LISTED))) {
      var dueAt = task.details().effort().dueAt();
      body.append("- ").append(dueAt == null ? "" : time.format(dueAt) + " ");
      body.append(task.details().text().title()).append('\n');
    }
    if (tasks.size() > LISTED) {
      body.append("- and more\n");
    }
    body.append('\n');
  }
}
