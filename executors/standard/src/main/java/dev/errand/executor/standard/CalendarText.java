package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes iCalendar (RFC 5545): lines of 75 bytes at most, and texts escaped. */
final class CalendarText {

  private static final int LONGEST_LINE = 75;

  /** What no text may hold; line ends are escaped before. */
  private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}&&[^\\t]]|\\p{Cs}");

  private final StringBuilder written = new StringBuilder();

  /** A line whose value is no text: a time, a word, a number. */
  CalendarText line(String name, String value) {
    int bytes = 0;
    for (int character : (name + ":" + value).codePoints().toArray()) {
      var one = Character.toString(character);
      int more = one.getBytes(UTF_8).length;
      if (bytes + more > LONGEST_LINE) {
        written.append("\r\n ");
        bytes = 1;
      }
      written.append(one);
      bytes += more;
    }
    written.append("\r\n");
    return this;
  }

  /** A line whose value is a text; none if there is no text. */
  CalendarText text(String name, @Nullable String text) {
    if (text == null) {
      return this;
    }
    var escaped =
        text.replace("\\", "\\\\")
            .replace(";", "\\;")
            .replace(",", "\\,")
            .replaceAll("\\r\\n|\\r|\\n", "\\\\n");
    return line(name, FORBIDDEN.matcher(escaped).replaceAll(""));
  }

  @Override
  public String toString() {
    return written.toString();
  }
}
