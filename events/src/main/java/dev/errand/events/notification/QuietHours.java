package dev.errand.events.notification;

import dev.errand.core.notification.Recipient;
import dev.errand.core.schedule.TimeZones;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When somebody is left alone, each day where they live.
 *
 * @param end of the next day if it is before the start
 */
record QuietHours(LocalTime start, LocalTime end, ZoneId zone) {

  static Optional<QuietHours> of(Recipient recipient) {
    return Optional.ofNullable(recipient.preferences().getJsonObject("quiet_hours"))
        .map(
            hours ->
                new QuietHours(
                    LocalTime.parse(hours.getString("start")),
                    LocalTime.parse(hours.getString("end")),
                    recipient.zone()))
        // Somebody who is never to be told anything says so in other ways.
        .filter(hours -> !hours.start().equals(hours.end()));
  }

  /** When those are over that a moment lies in; empty if it lies in none. */
  Optional<Instant> over(Instant now) {
    var today = now.atZone(zone).toLocalDate();
    for (int back = 0; back <= 1; back++) {
      var day = today.minusDays(back);
      var begins = TimeZones.instant(day.atTime(start), zone);
      var last = end.isAfter(start) ? day : day.plusDays(1);
      var ends = TimeZones.instant(last.atTime(end), zone);
      if (!now.isBefore(begins) && now.isBefore(ends)) {
        return Optional.of(ends);
      }
    }
    return Optional.empty();
  }
}
