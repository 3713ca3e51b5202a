package dev.errand.api.exchange;

import java.util.regex.Pattern;

/**
 * Cells that a spreadsheet would take for formulas. On the way out they get an apostrophe in front,
 * on the way in they lose one, so that a text comes back as it was, even one that begins with
 * apostrophes itself.
 */
final class Formulas {

  private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r].*", Pattern.DOTALL);

  private Formulas() {}

  static String harmless(String text) {
    return FORMULA.matcher(text).matches() ? "'" + text : text;
  }

  static String plain(String cell) {
    return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
  }
}
