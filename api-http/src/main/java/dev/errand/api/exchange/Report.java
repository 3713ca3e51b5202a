package dev.errand.api.exchange;

import dev.errand.core.exchange.ImportStatus;
import dev.errand.core.exchange.Named;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an import has found and done so far; bounded. Used by one thread. */
final class Report {

  private static final int MOST = 1000;

  private final boolean dryRun;
  private final StagedFile.Size size;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> users = new TreeSet<>();
  private final Set<String> sites = new TreeSet<>();
  private ImportStatus status = ImportStatus.RUNNING;
  private @Nullable String format;
  private SheetTimes.@Nullable Order dateOrder;
  private boolean decided;
  private long lines;
  private long valid;
  private long errors;
  private long created;
  private long notes;

  Report(StagedFile.Size size, boolean dryRun) {
    this.size = size;
    this.dryRun = dryRun;
  }

  void of(String word, SheetTimes times) {
    format = word;
    dateOrder = times.order();
    decided = times.isDecided();
  }

  /** So many records were read, and so many of them are right. */
  void read(long more, long right) {
    lines += more;
    valid += right;
    errors += more - right;
  }

  void found(Collection<Finding> more) {
    for (var finding : more) {
      notes += finding.error() ? 0 : 1;
      if (findings.size() < MOST) {
        findings.add(finding);
      }
    }
  }

  void made(Named named) {
    add(users, named.newPeople());
    add(sites, named.newSites());
  }

  private static void add(Set<String> names, Set<String> more) {
    for (var name : more) {
      if (names.size() < MOST) {
        names.add(name);
      }
    }
  }

  void created(long more) {
    created += more;
  }

  void ended(ImportStatus how) {
    status = how;
  }

  ImportStatus status() {
    return status;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  JsonObject json() {
    return new JsonObject()
        .put("dry_run", dryRun)
        .put("format", format)
        .put("sha256", size.sha256())
        .put("size", size.bytes())
        .put(
            "date_order",
            dateOrder == null ? null : dateOrder.name().toLowerCase(java.util.Locale.ROOT))
        .put("date_order_decided", decided)
        .put("lines", lines)
        .put("valid", valid)
        .put("errors", errors)
        .put("created", created)
        .put("existing", valid - created)
        .put("notes", notes)
        .put("findings", new JsonArray(findings.stream().map(Report::json).toList()))
        .put("new_users", new JsonArray(List.copyOf(users)))
        .put("new_sites", new JsonArray(List.copyOf(sites)));
  }

  private static JsonObject json(Finding finding) {
    return new JsonObject()
        .put("line", finding.line())
        .put("column", finding.column())
        .put("field", finding.field())
        .put("severity", finding.error() ? "error" : "note")
        .put("code", finding.code())
        .put("msg", finding.msg())
        .put("value", finding.value());
  }
}
