package dev.errand.api.evidence;

import dev.errand.api.problem.HttpProblem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a part of a form (RFC 7578).
 *
 * @param name of the field
 * @param isFile true if it brings the name of a file, be it empty
 * @param fileName made harmless; null if nothing of it is left
 * @param contentType as it was sent; null if it was not
 */
record PartHead(
    String name, boolean isFile, @Nullable String fileName, @Nullable String contentType) {

  private static final String NAME = "name";
  private static final String FILE_NAME = "filename";

  /** In a parameter, in quotes with escapes, or a single word. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          ";[ \\t]*([\\w*]{1,20})=(?:\"((?:[^\"\\\\]|\\\\.){0,1000})\"|([^\\s;\"]{0,1000}))");

  /** Reads header lines. */
  static PartHead of(String head) {
    var disposition = header(head, "content-disposition");
    if (disposition == null || !disposition.toLowerCase(Locale.ROOT).startsWith("form-data")) {
      throw malformed("a part has no Content-Disposition: form-data");
    }
    var name = parameter(disposition, NAME);
    if (name == null) {
      throw malformed("a part has no name");
    }
    var plain = fileName(disposition);
    return new PartHead(
        name, plain != null, FileName.harmless(plain), header(head, "content-type"));
  }

  /** What a Content-Disposition calls the file; null if it does not. */
  static @Nullable String fileName(String disposition) {
    var extended = parameter(disposition, FILE_NAME + "*");
    if (extended != null && extended.regionMatches(true, 0, "UTF-8''", 0, 7)) {
      try {
        // Here a plus is a plus.
        return URLDecoder.decode(extended.substring(7).replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException malformed) {
        throw malformed("a file name is not encoded as RFC 8187 says");
      }
    }
    return parameter(disposition, FILE_NAME);
  }

  private static @Nullable String parameter(String header, String name) {
    var matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        // Browsers write a quote in a name so.
        return matcher.group(2) == null
            ? matcher.group(3)
            : matcher.group(2).replaceAll("\\\\(.)", "$1").replace("%22", "\"");
      }
    }
    return null;
  }

  private static @Nullable String header(String head, String name) {
    return head.lines()
        .filter(line -> line.length() > name.length() && line.charAt(name.length()) == ':')
        .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  private static HttpProblem malformed(String why) {
    return HttpProblem.badRequest("malformed_multipart", "Malformed multipart body: " + why);
  }
}
