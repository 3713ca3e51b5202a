package dev.errand.core.task;

import dev.errand.core.identity.Sight;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.TaskQuery.GetAgenda;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A day where somebody lives. */
public record LocalDay(LocalDate date, ZoneId zone) {

  /** The one that it is then. */
  public static LocalDay at(Instant time, ZoneId zone) {
    return new LocalDay(LocalDate.ofInstant(time, zone), zone);
  }

  /** When it begins. */
  public Instant begin() {
    return TimeZones.instant(date.atStartOfDay(), zone);
  }

  /** What somebody has to do on it; overdue today is what is overdue now. */
  public GetAgenda agenda(Whose whose, Instant now) {
    var end = new LocalDay(date.plusDays(1), zone).begin();
    var overdue = date.equals(at(now, zone).date()) ? now : begin();
    return new GetAgenda(whose.tenantId(), whose.userId(), begin(), end, overdue, whose.sight());
  }

  /** Whose day, as far as an asker may see. */
  public record Whose(String tenantId, String userId, Sight sight) {}
}
