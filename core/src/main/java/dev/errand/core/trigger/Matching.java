package dev.errand.core.trigger;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions in conditions: those of RE2, whose time grows with pattern times text and no
 * faster, and both of them small.
 */
final class Matching {

  private static final int LONGEST = 500;
  private static final int LARGEST = 1_000;
  private static final int LONGEST_TEXT = 10_000;
  private static final Pattern COUNTED = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

  private Matching() {}

  /** What is wrong with the patterns of an expression: they must be there to be looked at. */
  static List<String> mistakes(CelAbstractSyntaxTree expression) {
    return CelNavigableAst.fromAst(expression)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL)
        .filter(expr -> expr.call().function().equals("matches"))
        .map(expr -> expr.call().args().getLast())
        .flatMap(pattern -> Stream.ofNullable(mistake(pattern)))
        .map(mistake -> "matches: " + mistake)
        .toList();
  }

  private static @Nullable String mistake(CelExpr pattern) {
    boolean known =
        pattern.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    return known
        ? mistake(pattern.constant().stringValue())
        : "the pattern must be written in quotes, not computed";
  }

  private static @Nullable String mistake(String pattern) {
    if (pattern.length() > LONGEST) {
      return "the pattern must have at most %d characters".formatted(LONGEST);
    }
    if (repetitions(pattern) > LARGEST) {
      return "the counted repetitions of the pattern, multiplied, must come to at most " + LARGEST;
    }
    try {
      return Pattern.compile(pattern).programSize() > 2 * LARGEST
          ? "the pattern is too large when its repetitions are written out"
          : null;
    } catch (PatternSyntaxException invalid) {
      return "the pattern is not a regular expression of RE2: " + invalid.getMessage();
    }
  }

  /** Nested ones multiply; more than are allowed are as good as any number. */
  private static long repetitions(String pattern) {
    var counts = COUNTED.matcher(pattern);
    long product = 1;
    while (counts.find() && product <= LARGEST) {
      var most = counts.group(2);
      var times = most == null || most.isEmpty() ? counts.group(1) : most;
      product *= times.length() > 4 ? LARGEST + 1 : Math.max(1, Long.parseLong(times));
    }
    return product;
  }

  /** True if a pattern that was found right is somewhere in the text. */
  static boolean matches(String text, String pattern) throws CelEvaluationException {
    if (text.length() > LONGEST_TEXT) {
      throw new CelEvaluationException(
          "matches takes texts of at most %,d characters; this one has %,d"
              .formatted(LONGEST_TEXT, text.length()));
    }
    return Pattern.compile(pattern).matcher(text).find();
  }
}
