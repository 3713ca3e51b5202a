package dev.errand.core.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** JSON pointers (RFC 6901) in the fragment form that the validator writes. */
final class Pointers {

  private static final Pattern SHORT = Pattern.compile("%(\\p{XDigit})(?!\\p{XDigit})");

  private Pointers() {}

  /** The reference tokens of {@code #/a/b~1c}; none for {@code #}. */
  static List<String> tokens(String pointer) {
    var path = pointer.startsWith("#") ? pointer.substring(1) : pointer;
    return Arrays.stream(path.split("/", -1)).skip(1).map(Pointers::unescape).toList();
  }

  private static String unescape(String token) {
    return decoded(token).replace("~1", "/").replace("~0", "~");
  }

  /** The validator writes control characters with one digit where there should be two. */
  private static String decoded(String token) {
    return token.indexOf('%') < 0
        ? token
        : URLDecoder.decode(
            SHORT.matcher(token).replaceAll("%0$1").replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
