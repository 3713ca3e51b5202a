package dev.errand.api.exchange;

import dev.errand.core.bus.Bus;
import dev.errand.core.exchange.ExchangeCommand.ImportTasks;
import dev.errand.core.exchange.ExchangeCommand.NoteImport;
import dev.errand.core.exchange.ImportReport;
import dev.errand.core.exchange.ImportStatus;
import dev.errand.core.identity.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import: reads the file through, so that one that is broken changes nothing, and then again,
 * batch by batch. Blocks, on a thread of its own.
 */
final class ImportRun {

  private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);
  private static final int MOST_RECORDS = 500;
  private static final int MOST_CHARACTERS = 2 * 1024 * 1024;
  private static final Duration NOTED_EVERY = Duration.ofSeconds(1);

  private final Bus bus;
  private final Drafting drafting;
  private final InstantSource clock;
  private final Order order;
  private final Report report;
  private final Instant begun;
  private Instant noted;

  /**
   * What is to be imported.
   *
   * @param id of the import
   * @param json whether the file is NDJSON
   * @param dates how they are to be read; null for whatever the file says
   */
  record Order(
      UUID id,
      StagedFile file,
      boolean json,
      SheetTimes.@Nullable Order dates,
      boolean dryRun,
      Caller caller) {}

  ImportRun(Bus bus, Drafting drafting, InstantSource clock, Order order) {
    this.bus = bus;
    this.drafting = drafting;
    this.clock = clock;
    this.order = order;
    report = new Report(order.file().size(), order.dryRun());
    begun = now();
    noted = begun;
  }

  /** How it stands at this moment. */
  ImportReport report() {
    var caller = order.caller();
    return new ImportReport(
        caller.tenantId(),
        order.id(),
        report.status(),
        report.json(),
        caller.userId(),
        begun,
        now());
  }

  /** As precisely as it is stored. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What keeps the file from being read, if it was refused. */
  List<Finding> findings() {
    return report.findings();
  }

  /** Runs to the end; fails only with what is no fault of the file. */
  ImportReport run() throws IOException {
    try {
      var times = new SheetTimes(order.dates());
      survey(times);
      read(times);
      report.ended(ImportStatus.COMPLETED);
    } catch (Refusal refused) {
      report.found(List.of(refused.finding()));
      report.ended(ImportStatus.REFUSED);
    } catch (RuntimeException | IOException failed) {
      report.ended(ImportStatus.FAILED);
      note().onFailure(failure -> LOG.warn("The end of an import is not noted", failure));
      throw failed;
    }
    var ended = report();
    Waits.on(bus.request(new NoteImport(ended)));
    return ended;
  }

  private Records records(SheetTimes times) throws IOException {
    var text = new TextReader(order.file().open());
    return order.json()
        ? new JsonLines(text, new JsonLayout())
        : new CsvTable(text, new Layouts(times, drafting.columns())::of);
  }

  private void survey(SheetTimes times) throws IOException {
    try {
      var records = records(times);
      for (var record = records.next(); record != null; record = records.next()) {
        records.layout().survey(record);
      }
      report.of(records.layout().format(), times);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void read(SheetTimes times) throws IOException {
    var records = records(times);
    var drafts = new ArrayList<Draft>();
    int count = 0;
    int characters = 0;
    for (var record = records.next(); record != null; record = records.next()) {
      var findings = new ArrayList<Finding>();
      drafting.draft(record, records.layout(), findings).ifPresent(drafts::add);
      report.found(findings);
      count++;
      characters += record.length();
      if (count >= MOST_RECORDS || characters >= MOST_CHARACTERS) {
        take(new Drafting.Batch(List.copyOf(drafts), records.layout()), count);
        drafts.clear();
        count = 0;
        characters = 0;
      }
    }
    take(new Drafting.Batch(List.copyOf(drafts), records.layout()), count);
  }

  private void take(Drafting.Batch batch, int count) {
    var findings = new ArrayList<Finding>();
    var caller = order.caller();
    var named = drafting.named(caller, batch.drafts(), !order.dryRun());
    var tasks = drafting.tasks(batch, caller, named, findings);
    int created =
        tasks.isEmpty() ? 0 : Waits.on(bus.request(new ImportTasks(tasks, order.dryRun())));
    batch.drafts().stream().filter(Draft::isStopped).forEach(draft -> findings.add(stopped(draft)));
    report.found(findings);
    report.made(named);
    report.read(count, tasks.size());
    report.created(created);
    if (clock.instant().isAfter(noted.plus(NOTED_EVERY))) {
      noted = clock.instant();
      Waits.on(note());
    }
  }

  private static Finding stopped(Draft draft) {
    return new Finding(
        draft.record().line(),
        null,
        "status",
        false,
        "status",
        "is pending here: nothing that is imported runs by itself",
        draft.members().getString("status"));
  }

  private io.vertx.core.Future<Void> note() {
    return bus.request(new NoteImport(report()));
  }
}
