package dev.errand.core.exchange;

import dev.errand.core.exchange.ExchangeCommand.FindNamed;
import dev.errand.core.exchange.ExchangeCommand.ImportTasks;
import dev.errand.core.exchange.ExchangeCommand.NoteImport;
import dev.errand.core.exchange.ExchangeQuery.GetImport;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.ImportInserts;
import dev.errand.core.task.ImportedTask;
import dev.errand.core.task.TaskAstronomy;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/** The use cases of imports. Confined to one event loop. */
public final class Imports {

  /** A node notes its progress every second. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  static final String NOTE =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into import (tenant_id, id, status, report, created_by, created_at, updated_at)
      select tenant_id, id, $3, $4, $5, $6, $7 from new
      on conflict (tenant_id, id) do update set
        status = excluded.status, report = excluded.report, updated_at = excluded.updated_at
      """;

  static final String FIND =
      """
      select tenant_id, id, status, report, created_by, created_at, updated_at
      from import where tenant_id = $1 and id = $2
      """;

  private final Pg pg;
  private final InstantSource clock;
  private final ImportInserts inserts;
  private final TaskAstronomy astronomy;
  private final Names names;

  /** On the given client. */
  public Imports(Pg pg, Ids ids, InstantSource clock, TaskAstronomy astronomy) {
    this.astronomy = astronomy;
    this.pg = pg;
    this.clock = clock;
    inserts = new ImportInserts(pg, ids);
    names = new Names(pg, ids, clock);
  }

  /** Imports what is not there yet. */
  public Future<Integer> run(ImportTasks command) {
    return inserts
        .fresh(command.tasks())
        .compose(
            fresh ->
                command.dryRun() || fresh.isEmpty()
                    ? Future.succeededFuture(fresh.size())
                    : astronomical(fresh).compose(tasks -> inserts.insert(tasks, clock.instant())));
  }

  private Future<List<ImportedTask>> astronomical(List<ImportedTask> tasks) {
    return astronomy
        .added(tasks.stream().map(ImportedTask::command).toList())
        .map(
            added ->
                IntStream.range(0, added.size())
                    .mapToObj(i -> tasks.get(i).with(added.get(i)))
                    .toList());
  }

  /** Finds people and sites. */
  public Future<Named> named(FindNamed command) {
    return names.find(command);
  }

  /** Stores a report, in place of the one before. */
  public Future<Void> note(NoteImport command) {
    var report = command.report();
    return pg.run(
            NOTE,
            Tuple.of(report.tenantId(), report.id())
                .addString(report.status().word())
                .addJsonObject(report.report())
                .addString(report.createdBy())
                .addOffsetDateTime(Columns.timestamp(report.createdAt()))
                .addOffsetDateTime(Columns.timestamp(report.updatedAt())))
        .mapEmpty();
  }

  /** Reads a report. */
  public Future<ImportReport> get(GetImport query) {
    return pg.run(FIND, Tuple.of(query.tenantId(), query.id()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new Problem.NotFound("import", query.id());
              }
              var r = new RowReader(rows.iterator().next());
              var read =
                  new ImportReport(
                      r.text(),
                      r.uuid(),
                      ImportStatus.of(r.text()),
                      r.json(),
                      r.text(),
                      r.instant(),
                      r.instant());
              return silent(read, clock.instant()) ? interrupted(read) : read;
            });
  }

  private static boolean silent(ImportReport report, Instant now) {
    return report.status() == ImportStatus.RUNNING
        && report.updatedAt().plus(SILENCE).isBefore(now);
  }

  private static ImportReport interrupted(ImportReport r) {
    return new ImportReport(
        r.tenantId(),
        r.id(),
        ImportStatus.INTERRUPTED,
        r.report(),
        r.createdBy(),
        r.createdAt(),
        r.updatedAt());
  }
}
