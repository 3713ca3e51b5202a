package dev.errand.executor.news;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/** Makes short plain texts of what feeds hold. */
final class PlainText {

  /** Control characters, PostgreSQL's refused NUL among them, and white space of any kind. */
  private static final Pattern BLANK = Pattern.compile("[\\p{Cc}\\p{Z}]+");

  /** Half a character: no JSON reader has to take it. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  /** More markup than any summary's first words hide behind. */
  private static final int MARKUP_LIMIT = 200_000;

  private PlainText() {}

  /** The text of an HTML fragment; null if there is none. */
  static @Nullable String ofHtml(@Nullable String html, int limit) {
    if (html == null) {
      return null;
    }
    var read = html.substring(0, Math.min(html.length(), MARKUP_LIMIT));
    return of(Jsoup.parseBodyFragment(read).text(), limit);
  }

  /** The text on one line, cut at a word's end if it is longer than the limit; null if blank. */
  static @Nullable String of(@Nullable String text, int limit) {
    if (text == null) {
      return null;
    }
    var line = BLANK.matcher(LONE_SURROGATE.matcher(text).replaceAll("\uFFFD")).replaceAll(" ");
    var stripped = line.strip();
    return stripped.isEmpty() ? null : cut(stripped, limit);
  }

  private static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = limit - 1;
    int space = text.lastIndexOf(' ', end);
    if (space > limit / 2) {
      end = space;
    } else if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
