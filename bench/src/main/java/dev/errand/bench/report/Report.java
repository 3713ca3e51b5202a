package dev.errand.bench.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that one run of the benchmark found. Confined to one thread. */
public final class Report {

  private static final String LEGEND =
      """
      Rates are medians over the runs. WAL, dead row versions and statements are per item, and so is
      the processor time (of Errand, of PostgreSQL, of whoever makes the load). All sides use one
      PostgreSQL in turn, and share the cores with it.
      """;

  private final Header header;
  private final List<Line> lines = new ArrayList<>();
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  /**
   * What stands above the figures.
   *
   * @param title what this run is called
   * @param method how long and how often it measured
   */
  public record Header(String title, Machine machine, String method) {}

  private record Section(String title, String text) {}

  /** An empty report. */
  public Report(Header header) {
    this.header = header;
  }

  /** Adds what a side has reached, and answers with it. */
  public Line add(Line line) {
    lines.add(line);
    return line;
  }

  /** Adds a verdict. */
  public void add(Comparison comparison) {
    comparisons.add(comparison);
  }

  /** Says that something was not measured, and why. */
  public void leaveOut(String what, String why) {
    leftOut.add("%s: NOT RUN: %s".formatted(what, why));
  }

  /** Adds a text as it is, as a profile. */
  public void add(String title, String text) {
    sections.add(new Section(title, text));
  }

  /** For people, as Markdown. */
  public String markdown() {
    var text = new StringBuilder("# ").append(header.title()).append("\n\n");
    text.append(header.machine().sentence()).append(".\n").append(header.method()).append("\n\n");
    row(text, Line.headings());
    row(text, Line.headings().stream().map(heading -> "---").toList());
    lines.forEach(line -> row(text, line.cells()));
    text.append('\n').append(LEGEND).append('\n');
    comparisons.forEach(each -> text.append("- ").append(each.sentence()).append('\n'));
    leftOut.forEach(each -> text.append("- ").append(each).append('\n'));
    for (var section : sections) {
      text.append("\n## %s\n\n```\n%s\n```\n".formatted(section.title(), section.text().strip()));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** For programs. */
  public JsonObject json() {
    var all = new JsonArray();
    lines.forEach(line -> all.add(line.json()));
    var verdicts = new JsonArray();
    comparisons.forEach(each -> verdicts.add(each.json()));
    return new JsonObject()
        .put("title", header.title())
        .put("machine", header.machine().json())
        .put("method", header.method())
        .put("lines", all)
        .put("comparisons", verdicts)
        .put("not_run", new JsonArray(List.copyOf(leftOut)));
  }

  /** Writes both forms into a folder. */
  public void write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".md"), markdown());
    Files.writeString(folder.resolve(name + ".json"), json().encodePrettily() + "\n");
  }
}
