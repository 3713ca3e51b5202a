package dev.errand.executor.standard;

import io.vertx.core.json.Json;
import java.math.BigDecimal;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads prices as shops write them: with either decimal sign, thousands set apart by any of the
 * usual ones, and digits of any script.
 */
final class PriceText {

  /** No price is longer, and what is longer is a selector that hits too much. */
  private static final int LONGEST = 500;

  private static final Pattern PLAIN = Pattern.compile("\\d{1,15}(?:\\.\\d{1,10})?");
  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\d.,'])\\d{1,3}(?:[ ']\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d[\\d.,]*");

  /** A currency beside a number, before it or after. */
  private static final Pattern CURRENCY_BEFORE = Pattern.compile("(?:\\p{Sc}|\\b[A-Z]{3}) ?$");

  private static final Pattern CURRENCY_AFTER =
      Pattern.compile("^(?:,-+)? ?(?:\\p{Sc}|[A-Z]{3}\\b)");
  private static final Pattern MINUS_BEFORE = Pattern.compile("(?:^|[^\\p{L}\\d])-\\p{Sc}?$");
  private static final Pattern PERCENT_AFTER = Pattern.compile("^ ?%");

  private final String text;
  private final @Nullable Character decimalSign;

  private PriceText(String text, @Nullable Character decimalSign) {
    this.text = text;
    this.decimalSign = decimalSign;
  }

  /**
   * The price that a text for people holds.
   *
   * @param decimalSign a full stop or a comma, if it is known
   */
  static BigDecimal ofPeople(String written, @Nullable Character decimalSign) throws Refusal {
    if (written.length() > LONGEST) {
      throw notPrice(written, "it is too long: name something that holds the price alone");
    }
    return new PriceText(western(written), decimalSign).amount();
  }

  /** The price that a text for programs holds: 1234.56, or else as people write it. */
  static BigDecimal ofPrograms(String written, @Nullable Character decimalSign) throws Refusal {
    var text = written.strip();
    return decimalSign == null && PLAIN.matcher(text).matches()
        ? new BigDecimal(text)
        : ofPeople(text, decimalSign);
  }

  /** The price that a member of a JSON object holds, be it a number or a text. */
  static BigDecimal ofJson(@Nullable Object value, @Nullable Character decimalSign) throws Refusal {
    if (value instanceof String text) {
      return ofPrograms(text, decimalSign);
    }
    if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      throw notPrice(Json.encode(value), "a number is wanted, or a text that holds one");
    }
    if (number.doubleValue() < 0) {
      throw notPrice(number.toString(), "it is negative");
    }
    return new BigDecimal(number.toString());
  }

  private static Refusal notPrice(String written, String why) {
    var shown = WebhookAnswer.storable(written, 100);
    return new Refusal("not_a_price", "\"%s\" is no price: %s".formatted(shown, why));
  }

  private BigDecimal amount() throws Refusal {
    var numbers = NUMBER.matcher(text).results().filter(number -> !percentage(number)).toList();
    if (numbers.isEmpty()) {
      throw notPrice(text, "it has no number; a price is such as 1,234.56 or 1.234,56 €");
    }
    var besideCurrency = numbers.stream().filter(this::besideCurrency).toList();
    var likely = besideCurrency.isEmpty() ? numbers : besideCurrency;
    var first = likely.getFirst();
    if (MINUS_BEFORE.matcher(before(first)).find()) {
      throw notPrice(text, "it is negative");
    }
    var amount = decimal(first.group());
    for (var other : likely.subList(1, likely.size())) {
      if (amount.compareTo(decimal(other.group())) != 0) {
        throw notPrice(text, "it has several numbers: name something that holds the price alone");
      }
    }
    return amount;
  }

  private boolean percentage(MatchResult number) {
    return PERCENT_AFTER.matcher(after(number)).find();
  }

  private boolean besideCurrency(MatchResult number) {
    return CURRENCY_BEFORE.matcher(before(number)).find()
        || CURRENCY_AFTER.matcher(after(number)).find();
  }

  private String before(MatchResult number) {
    return text.substring(0, number.start());
  }

  private String after(MatchResult number) {
    return text.substring(number.end());
  }

  private BigDecimal decimal(String number) throws Refusal {
    var digits = number.replaceAll("[ ']", "").replaceFirst("[.,]+$", "");
    int point = decimalPoint(digits);
    var whole = point < 0 ? digits : digits.substring(0, point);
    var fraction = point < 0 ? "" : "." + digits.substring(point + 1);
    if (!grouped(whole) || whole.length() > 20 || fraction.length() > 11) {
      throw notPrice(text, number + " is no number; a price is such as 1,234.56 or 1.234,56 €");
    }
    return new BigDecimal(whole.replaceAll("[.,]", "") + fraction);
  }

  /** Where the decimal sign stands; negative if there is none. */
  private int decimalPoint(String digits) {
    if (decimalSign != null) {
      return digits.lastIndexOf(decimalSign);
    }
    int last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
    if (last < 0) {
      return last;
    }
    char sign = digits.charAt(last);
    boolean both = digits.indexOf(sign == '.' ? ',' : '.') >= 0;
    boolean once = digits.indexOf(sign) == last;
    boolean likeThousands = digits.length() - last == 4 && last <= 3 && digits.charAt(0) != '0';
    return once && (both || !likeThousands) ? last : -1;
  }

  /** Thousands in threes, or, as in India, twos before the last three; by one sign alone. */
  private static boolean grouped(String whole) {
    return Stream.of("\\d+", "\\d{1,3}(\\.\\d{2,3})*\\.\\d{3}", "\\d{1,3}(,\\d{2,3})*,\\d{3}")
        .anyMatch(whole::matches);
  }

  /** The same with western digits and signs, one kind of blank and nothing invisible. */
  private static String western(String written) {
    var western = new StringBuilder();
    INVISIBLE
        .matcher(written)
        .replaceAll("")
        .codePoints()
        .map(PriceText::western)
        .forEach(western::appendCodePoint);
    return western.toString().replaceAll(" +", " ").strip();
  }

  private static int western(int character) {
    if (Character.isDigit(character)) {
      return '0' + Character.digit(character, 10);
    }
    if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
      return ' ';
    }
    return switch (character) {
      case '٫' -> '.';
      case '٬', '’', '＇' -> '\'';
      case '．' -> '.';
      case '，', '،' -> ',';
      case '−', '–', '—' -> '-';
      case '٪', '％' -> '%';
      default -> character;
    };
  }
}
