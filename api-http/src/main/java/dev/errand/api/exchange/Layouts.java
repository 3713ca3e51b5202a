package dev.errand.api.exchange;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells by its header what a table is. */
record Layouts(SheetTimes times, Set<String> known) {

  Layout of(List<String> header) {
    boolean sheet = header.contains("task") && !header.contains("title");
    var allowed = new HashSet<>(sheet ? Sheet.columns() : known);
    if (!sheet && !header.contains("title")) {
      throw new Refusal(
          1,
          1,
          "header",
          "must begin with a line that names the columns, title among them, or task for a sheet; it has %s"
              .formatted(shown(header.toString())));
    }
    for (int i = 0; i < header.size(); i++) {
      var name = header.get(i);
      if (!allowed.remove(name)) {
        boolean twice = header.indexOf(name) < i;
        throw new Refusal(
            new Finding(
                1,
                i + 1L,
                name,
                true,
                twice ? "duplicate" : "unknown",
                twice
                    ? "stands twice in the header: leave one of them"
                    : "is no column of a %s: rename it or leave it out"
                        .formatted(sheet ? "sheet" : "table of tasks"),
                null));
      }
    }
    return sheet ? new Sheet(header, times) : new TaskTable(header);
  }

  private static String shown(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
