package dev.errand.core.calendar;

import dev.errand.core.calendar.CalendarQuery.FindBestDays;
import dev.errand.core.calendar.CalendarQuery.GetDay;
import dev.errand.core.calendar.CalendarQuery.ValidateDate;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.Upstream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.IntStream;

/** The calendar of another service that has our routes. Thread-safe. */
public final class RemoteCalendar implements FarmCalendar {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Upstream upstream;
  private final String base;

  /** At the operator's address, {@link dev.errand.core.egress.Directory#callable} already. */
  public RemoteCalendar(Egress egress, URI base) {
    upstream = new Upstream(egress, "The lunar calendar");
    this.base = base.toString().replaceAll("/+$", "") + "/api/v1/calendar";
  }

  @Override
  public Future<JsonObject> answer(CalendarQuery query) {
    // Days belong to no tenant; but a service behind a gateway must be told of one.
    return upstream.ask(Upstream.forTenant("calendar", request(query)).timeout(PATIENCE).build());
  }

  private HttpRequest.Builder request(CalendarQuery query) {
    return switch (query) {
      case GetDay q ->
          get(
              "/days/%s?timezone=%s&system=%s%s"
                  .formatted(
                      q.date(),
                      coded(q.zone()),
                      q.system().name().toLowerCase(Locale.ROOT),
                      q.at() == null ? "" : "&at=" + coded(time(q.at(), q.date()))));
      case FindBestDays q ->
          get(
              "/best-days?activity=%s&days=%d&min_score=%d&from=%s&timezone=%s"
                  .formatted(
                      q.activity().key(),
                      q.within().days(),
                      q.minScore(),
                      q.within().first(),
                      coded(q.within().zone())));
      case ValidateDate q ->
          Upstream.post(
              URI.create(base + "/validate-date"),
              new JsonObject()
                  .put("activity", q.activity().key())
                  .put("date", q.date().toString())
                  .put("timezone", q.zone().getId()));
    };
  }

  /** The time of day of an instant, by an offset with which it is on the date. */
  private static OffsetTime time(Instant at, LocalDate date) {
    return IntStream.rangeClosed(0, 17)
        .flatMap(hours -> IntStream.of(hours, -hours))
        .mapToObj(hours -> at.atOffset(ZoneOffset.ofHours(hours)))
        .filter(local -> local.toLocalDate().equals(date))
        .findFirst()
        .orElseGet(() -> at.atOffset(ZoneOffset.UTC))
        .toOffsetTime();
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  private static String coded(Object value) {
    return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
  }
}
