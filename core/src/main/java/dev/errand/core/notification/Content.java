package dev.errand.core.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a notification says, in words that are found when somebody reads or is sent it: their zone
 * may be another by then.
 *
 * @param kind what it tells of
 * @param subject the title of the task, or of what its executor has to say
 * @param body null if there is nothing to say but when the task is due
 * @param dueAt when the task is due; null if it is not
 */
public record Content(Kind kind, String subject, @Nullable String body, @Nullable Instant dueAt) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);

  /** One line. */
  public String title() {
    return kind.title(subject);
  }

  /** Plain text, with times in the reader's zone. */
  public String text(ZoneId zone) {
    if (body != null) {
      return body;
    }
    return dueAt == null ? subject : "Due %s (%s)".formatted(TIME.format(dueAt.atZone(zone)), zone);
  }
}
