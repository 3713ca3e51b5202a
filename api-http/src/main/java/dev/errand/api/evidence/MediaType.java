package dev.errand.api.evidence;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types in headers. */
final class MediaType {

  static final String FORM = "multipart/form-data";

  private static final String TOKEN = "[a-z0-9][a-z0-9!#$&^_.+-]{0,99}";
  private static final Pattern NAME = Pattern.compile(TOKEN + "/" + TOKEN);
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";[ \\t]*boundary=(?:\"([^\"\\r\\n]{1,70})\"|([^\\s;\"]{1,70}))",
          Pattern.CASE_INSENSITIVE);

  private MediaType() {}

  /** Type and subtype in small letters; null if the header is missing or malformed. */
  static @Nullable String name(@Nullable String header) {
    if (header == null) {
      return null;
    }
    int end = header.indexOf(';');
    var name = (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return NAME.matcher(name).matches() ? name : null;
  }

  /** True if a body of this type is a file: no JSON, no form, and of a class that files have. */
  static boolean isFile(String name) {
    return !name.equals("application/json")
        && !name.endsWith("+json")
        && !name.equals("application/x-www-form-urlencoded")
        && name.matches("(application|audio|image|text|video)/.*");
  }

  /** What separates the parts of a form; null if the header does not say. */
  static @Nullable String boundary(String header) {
    var found = BOUNDARY.matcher(header);
    if (!found.find()) {
      return null;
    }
    return found.group(1) == null ? found.group(2) : found.group(1);
  }
}
