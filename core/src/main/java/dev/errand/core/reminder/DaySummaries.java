package dev.errand.core.reminder;

import dev.errand.core.identity.Sight;
import dev.errand.core.notification.Telling;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.reminder.TellCommand.TellDays;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.Agenda;
import dev.errand.core.task.LocalDay;
import dev.errand.core.task.TaskQuery.GetAgenda;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells people what their day brings, at the time of day that they prefer. Their next time is kept
 * with them; whoever moves it on tells them, so any number of nodes may look. Thread-safe.
 */
public final class DaySummaries {

  /** Those who have changed since their next time was set. */
  static final String CHANGED =
      """
      select tenant_id, id, timezone, preferences, is_active, revision, summary_next_at
      from person
      where summary_revision is distinct from revision
        and (summary_next_at is not null or preferences @> '{"daily_summary_enabled": true}')
      order by updated_at limit $1
      """;

  static final String SET =
      """
      update person p set summary_next_at = n.at, summary_revision = n.revision
      from unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[])
        as n(tenant_id, id, revision, at)
      where p.tenant_id = n.tenant_id and p.id = n.id and p.revision = n.revision
      """;

  static final String DUE =
      """
      select tenant_id, id, timezone, preferences, is_active, revision, summary_next_at
      from person where summary_next_at <= $1
      order by summary_next_at limit $2
      """;

  static final String TELL =
      """
      with asked as (
        select * from unnest(
          $1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[],
          $7::text[])
        as asked(tenant_id, id, at, next_at, day, subject, body)
      ), moved as (
        update person p set summary_next_at = a.next_at
        from asked a
        where p.tenant_id = a.tenant_id and p.id = a.id and p.summary_next_at = a.at
        returning a.*
      )
      """
          + Telling.of(
              """
              select tenant_id, id, 'summary', null::uuid, null::uuid,
                'summary:' || id || ':' || day, subject, body, null::timestamptz, null,
                $8::timestamptz
              from moved
              """);

  private final Pg pg;
  private final Function<GetAgenda, Future<Agenda>> agendas;

  /** On the given clients. */
  public DaySummaries(Pg pg, Function<GetAgenda, Future<Agenda>> agendas) {
    this.pg = pg;
    this.agendas = agendas;
  }

  /**
   * Whose summary is due, or yet to be timed.
   *
   * @param at when it was to come; null if that is not set
   */
  private record Reader(
      String tenantId,
      String id,
      ZoneId zone,
      JsonObject preferences,
      boolean active,
      int revision,
      @Nullable Instant at) {

    static Reader of(Row row) {
      var r = new RowReader(row);
      return new Reader(
          r.text(),
          r.text(),
          Optional.ofNullable(r.textOrNull()).flatMap(TimeZones::find).orElse(TimeZones.UTC),
          r.json(),
          r.bool(),
          r.integer(),
          r.instantOrNull());
    }

    /** The next time after this one; null if they want none. */
    @Nullable Instant next(Instant now) {
      if (!active || !preferences.getBoolean("daily_summary_enabled", false)) {
        return null;
      }
      var time = LocalTime.parse(preferences.getString("daily_summary_time", "08:00"));
      var today = LocalDay.at(now, zone).date();
      var next = TimeZones.instant(today.atTime(time), zone);
      return next.isAfter(now) ? next : TimeZones.instant(today.plusDays(1).atTime(time), zone);
    }
  }

  private record Summary(Reader reader, LocalDay day, DayText text) {}

  /** Tells those whose time has come. */
  public Future<Integer> tell(TellDays command) {
    return pg.run(CHANGED, Tuple.of(command.max()))
        .compose(changed -> set(readers(changed), command.now()))
        .compose(
            set ->
                pg.run(DUE, Tuple.of(Columns.timestamp(command.now()), command.max()))
                    .compose(due -> tell(readers(due), command.now()))
                    .map(told -> Math.max(set, told)));
  }

  private static List<Reader> readers(RowSet<Row> rows) {
    var readers = new ArrayList<Reader>(rows.size());
    rows.forEach(row -> readers.add(Reader.of(row)));
    return readers;
  }

  private Future<Integer> set(List<Reader> readers, Instant now) {
    if (readers.isEmpty()) {
      return Future.succeededFuture(0);
    }
    var columns =
        new Columns<>(readers)
            .text(Reader::tenantId)
            .text(Reader::id)
            .integer(Reader::revision)
            .instant(reader -> reader.next(now));
    return pg.run(SET, columns.tuple()).map(readers.size());
  }

  private Future<Integer> tell(List<Reader> readers, Instant now) {
    if (readers.isEmpty()) {
      return Future.succeededFuture(0);
    }
    var summaries = readers.stream().map(reader -> summary(reader, now)).toList();
    return Future.all(summaries)
        .compose(
            all -> {
              var columns =
                  new Columns<>(summaries.stream().map(Future::result).toList())
                      .text(s -> s.reader().tenantId())
                      .text(s -> s.reader().id())
                      .instant(s -> s.reader().at())
                      .instant(s -> s.reader().next(now))
                      .text(s -> s.day().date().toString())
                      .text(s -> s.text().subject())
                      .text(s -> s.text().body());
              return pg.run(TELL, columns.tuple().addOffsetDateTime(Columns.timestamp(now)));
            })
        .map(readers.size());
  }

  private Future<Summary> summary(Reader reader, Instant now) {
    var day = LocalDay.at(now, reader.zone());
    var whose = new LocalDay.Whose(reader.tenantId(), reader.id(), Sight.ALL);
    return agendas
        .apply(day.agenda(whose, now))
        .map(agenda -> new Summary(reader, day, DayText.of(agenda, reader.zone())));
  }
}
