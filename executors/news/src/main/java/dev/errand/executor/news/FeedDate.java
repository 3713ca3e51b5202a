package dev.errand.executor.news;

import java.util.regex.Pattern;

/**
 * Rewrites dates that ROME would lose, or misread: it takes 10:00:00.123456 for two minutes past
 * ten, and knows no date without a zone, with another name for the weekday, or with a comment.
 */
final class FeedDate {

  /** No date is longer, and what is longer would keep the patterns busy. */
  private static final int LONGEST = 100;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d)(:\\d\\d)?(?:[.,]\\d+)? ?(Z|z|[+-]\\d\\d:?\\d\\d)?");
  private static final Pattern MAIL =
      Pattern.compile(
          "(?:\\p{L}+\\.?,? )?(\\d{1,2}) (\\p{L}{3})\\p{L}* (\\d{2,4})(?: (\\d{1,2}:\\d\\d(?::\\d\\d)?))?(?: ?([+-]\\d{4}|\\p{L}{1,5}))?");

  private FeedDate() {}

  /** The same instant as ROME reads it, UTC and midnight where nothing is said; else the text. */
  static String mend(String written) {
    if (written.length() > LONGEST) {
      return written;
    }
    var text = written.strip().replaceAll("\\s+", " ").replaceFirst(" ?\\(.*\\)$", "");
    var iso = ISO.matcher(text);
    if (iso.matches()) {
      var seconds = iso.group(3) == null ? ":00" : iso.group(3);
      var zone = iso.group(4) == null ? "Z" : iso.group(4);
      return iso.group(1) + "T" + iso.group(2) + seconds + zone;
    }
    var mail = MAIL.matcher(text);
    if (mail.matches()) {
      var time = mail.group(4) == null ? "00:00:00" : mail.group(4);
      var zone = mail.group(5) == null ? "GMT" : mail.group(5);
      return String.join(" ", mail.group(1), mail.group(2), mail.group(3), time, zone);
    }
    return written;
  }
}
