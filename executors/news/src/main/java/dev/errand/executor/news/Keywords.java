package dev.errand.executor.news;

import static java.util.stream.Collectors.toCollection;

import io.vertx.core.json.JsonObject;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Words to look for in titles and summaries, whatever their case, accents or vowel signs. They are
 * whole words where a script sets words apart; where particles are written together with them, as
 * in Arabic, or words without spaces, as in Chinese, they may stand anywhere.
 *
 * @param words as they were given
 * @param all whether an article must have each of them
 */
record Keywords(Set<String> words, boolean all) {

  /** Accents, Arabic vowel signs and the stroke that stretches Arabic words. */
  private static final Pattern SIGNS =
      Pattern.compile("[\\u0300-\\u036F\\u0640\\u064B-\\u065F\\u0670]");

  private static final Set<Character.UnicodeScript> WORDS_APART =
      Set.of(
          Character.UnicodeScript.LATIN,
          Character.UnicodeScript.GREEK,
          Character.UnicodeScript.CYRILLIC);

  static Keywords of(JsonObject config) {
    var words = config.getJsonArray("keywords").stream().map(Object::toString);
    return new Keywords(
        words.collect(toCollection(LinkedHashSet::new)), "all".equals(config.getString("match")));
  }

  /** Whether the article has what it must have. */
  boolean match(Article article) {
    int found = in(article.title(), article.summary()).size();
    return all ? found == words.size() : found > 0;
  }

  /** Those that are there, as they were given. */
  List<String> in(@Nullable String... texts) {
    var text = plain(Stream.of(texts).filter(Objects::nonNull).collect(Collectors.joining("\n")));
    return words.stream().filter(word -> holds(text, plain(word))).toList();
  }

  private static boolean holds(String text, String word) {
    if (word.isEmpty()) {
      return false;
    }
    return IntStream.iterate(text.indexOf(word), at -> at >= 0, at -> text.indexOf(word, at + 1))
        .anyMatch(at -> standsAlone(text, at, at + word.length()));
  }

  private static boolean standsAlone(String text, int start, int end) {
    boolean startsApart = start == 0 || apart(text.codePointBefore(start), text.codePointAt(start));
    return startsApart
        && (end == text.length() || apart(text.codePointBefore(end), text.codePointAt(end)));
  }

  private static boolean apart(int before, int after) {
    return !separates(before) || !separates(after);
  }

  private static boolean separates(int character) {
    return Character.isDigit(character)
        || WORDS_APART.contains(Character.UnicodeScript.of(character));
  }

  private static String plain(String text) {
    var signless = SIGNS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return signless.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
