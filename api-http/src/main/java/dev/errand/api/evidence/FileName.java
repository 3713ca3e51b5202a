package dev.errand.api.evidence;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of files, as strangers write them and as they are given back. */
final class FileName {

  private static final int LONGEST = 200;
  private static final String UNESCAPED = "!#$&+-.^_`|~";

  private FileName() {}

  /** Without folders and characters that do harm on a disk or a screen; null if nothing is left. */
  static @Nullable String harmless(@Nullable String sent) {
    if (sent == null) {
      return null;
    }
    var name = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
    var kept = new StringBuilder();
    name.codePoints().filter(FileName::isHarmless).limit(LONGEST).forEach(kept::appendCodePoint);
    var stripped = kept.toString().strip();
    return stripped.isEmpty() || stripped.equals(".") || stripped.equals("..") ? null : stripped;
  }

  /** No control characters, no change of the direction of writing, no half characters. */
  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> "\"<>|:*?".indexOf(character) < 0;
    };
  }

  /** A Content-Disposition of RFC 6266: for those who read ASCII alone, and for all others. */
  static String attachment(String name) {
    var ascii = new StringBuilder();
    name.codePoints().forEach(c -> ascii.append(c >= ' ' && c < 0x7f && c != '%' ? (char) c : '_'));
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(ascii, encoded(name));
  }

  private static String encoded(String name) {
    var encoded = new StringBuilder();
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain = c < 0x7f && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }
}
