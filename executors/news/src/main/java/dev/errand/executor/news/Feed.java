package dev.errand.executor.news;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A feed that has been read.
 *
 * @param language the language tag that it declares, if any
 */
record Feed(@Nullable String language, List<Article> articles) {

  /**
   * Whether it may hold what a reader of that language, in that country, asked for. What a feed
   * does not declare does not exclude it.
   */
  boolean suits(@Nullable String wantedLanguage, @Nullable String wantedCountry) {
    var declared = Locale.forLanguageTag(language == null ? "" : language.replace('_', '-'));
    return agree(wantedLanguage, declared.getLanguage())
        && agree(wantedCountry, declared.getCountry());
  }

  private static boolean agree(@Nullable String wanted, String declared) {
    return wanted == null || declared.isEmpty() || wanted.equalsIgnoreCase(declared);
  }
}
