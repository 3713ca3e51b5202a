package dev.errand.api.contract;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operation reads as its body.
 *
 * @param required whether it may be missing
 * @param limit in bytes
 * @param mediaTypes that the contract names
 * @param shape of the JSON
 */
public record BodyRules(boolean required, int limit, Set<String> mediaTypes, Shape shape) {

  private static final String JSON = "application/json";

  /** True for a content type that the contract names, and for other types of JSON beside JSON. */
  public boolean accepts(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    var type = plain(contentType);
    return mediaTypes.contains(type)
        || (mediaTypes.contains(JSON) && type.indexOf('/') > 0 && type.endsWith("+json"));
  }

  /** True for the content type of YAML, in which the contract allows some bodies. */
  public static boolean isYaml(String contentType) {
    return plain(contentType).equals("application/yaml");
  }

  private static String plain(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
