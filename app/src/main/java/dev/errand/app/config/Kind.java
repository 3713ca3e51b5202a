package dev.errand.app.config;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How the text of a setting becomes a value.
 *
 * @param expects what a right value looks like, to end the sentence "must be …"
 * @param textual whether the file must give it as a text: YAML would read 0123 as a number
 * @param parse throws {@link IllegalArgumentException} for a wrong value, or {@link WrongValue} to
 *     say more about it
 * @param mask what may be shown of the text
 */
record Kind<T>(
    String expects, boolean textual, Function<String, T> parse, UnaryOperator<String> mask) {

  private static final String MASKED = "********";

  static <T> Kind<T> of(String expects, Function<String, T> parse) {
    return new Kind<>(expects, true, parse, UnaryOperator.identity());
  }

  /** Numbers, truth values and durations, which YAML need not quote. */
  static <T> Kind<T> plain(String expects, Function<String, T> parse) {
    return new Kind<>(expects, false, parse, UnaryOperator.identity());
  }

  /** The same, never shown. */
  Kind<T> secret() {
    return new Kind<>(expects, textual, parse, text -> MASKED);
  }

  /** The same, shown without the password or token that a URL carries before its {@code @}. */
  Kind<T> url() {
    return new Kind<>(expects, textual, parse, Kind::maskCredentials);
  }

  private static String maskCredentials(String url) {
    return url.replaceAll("//([^:/@]*):.*@", "//$1:" + MASKED + "@")
        .replaceAll("//[^:/@]+@", "//" + MASKED + "@")
        .replaceAll("(?i)(password=)[^&]*", "$1" + MASKED);
  }
}
