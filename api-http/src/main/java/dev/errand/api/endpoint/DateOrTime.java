package dev.errand.api.endpoint;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The contract's format {@code date-or-time}. */
public final class DateOrTime {

  private static final int DATE_LENGTH = "2026-01-31".length();

  private DateOrTime() {}

  /** What the contract has validated; a date means its beginning, UTC. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return text.length() == DATE_LENGTH
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
  }
}
