package dev.errand.core.notification;

import java.util.Locale;

/** What a notification tells of. */
public enum Kind {
  REMINDER("Reminder: "),
  DUE_SOON("Due soon: "),
  OVERDUE("Overdue: "),
  ASSIGNED("Assigned to you: "),
  ALERT(""),
  SUMMARY("");

  private final String opening;

  Kind(String opening) {
    this.opening = opening;
  }

  /** The word that JSON uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title(String subject) {
    return opening + subject;
  }

  static Kind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
