package dev.errand.app.config;

import dev.errand.core.evidence.EvidenceKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Kinds of evidence by type of task, as they are written in the configuration. */
final class EvidenceKinds {

  static final Kind<Map<String, List<String>>> KIND =
      Kind.of("types and kinds like spraying=photo,note;harvest=photo", EvidenceKinds::parse);

  private EvidenceKinds() {}

  private static Map<String, List<String>> parse(String text) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String part : text.split(";", -1)) {
      String[] sides = part.strip().split("=", -1);
      if (sides.length != 2 || all.put(sides[0].strip(), kinds(sides[1])) != null) {
        throw new IllegalArgumentException();
      }
    }
    return all;
  }

  /** Refuses words that are no kinds. */
  private static List<String> kinds(String words) {
    return Arrays.stream(words.split(",", -1))
        .map(word -> EvidenceKind.valueOf(word.strip().toUpperCase(Locale.ROOT)).word())
        .distinct()
        .toList();
  }
}
