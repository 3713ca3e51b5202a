package dev.errand.api.endpoint;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags in headers. A compressed answer has other bytes, so it needs another strong tag; the
 * difference is left out again where tags are compared.
 */
public final class EntityTag {

  private static final String SUFFIX = "+gzip\"";
  private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

  private EntityTag() {}

  /** The tags in a header, without what compression added; those marked as weak only if wanted. */
  public static List<String> in(@Nullable String header, boolean weakToo) {
    return header == null
        ? List.of()
        : TAG.matcher(header)
            .results()
            .filter(tag -> weakToo || tag.group(1) == null)
            .map(tag -> plain(tag.group(2)))
            .toList();
  }

  /** True if a header consists of an asterisk: any tag. */
  public static boolean any(@Nullable String header) {
    return header != null && header.strip().equals("*");
  }

  private static String plain(String tag) {
    return tag.endsWith(SUFFIX) ? tag.substring(0, tag.length() - SUFFIX.length()) + '"' : tag;
  }

  static String compressed(String tag) {
    return tag.substring(0, tag.length() - 1) + SUFFIX;
  }
}
