package dev.errand.core.trigger;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of an event, in the Common Expression Language: declarative, without loops,
 * texts that grow or access to anything but the event. An evaluation takes a time that is bounded
 * by the sizes of text and event; expressions for which that would be long are refused.
 * Thread-safe.
 */
final class Condition {

  private static final int LONGEST = 2_000;
  private static final int DEEPEST = 40;

  /** What makes texts of any length, or has one of its own here. */
  private static final Set<String> LEFT_OUT =
      Set.of("MATCHES", "STRING", "BYTES", "ADD_STRING", "ADD_BYTES", "ADD_LIST");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(DEEPEST)
          .enableHeterogeneousNumericComparisons(true)
          .enableComprehension(false)
          .evaluateCanonicalTypesToNativeValues(true)
          .build();

  private static final String MATCHES = "matches_bounded";

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .setStandardDeclarations(
              CelStandardDeclarations.newBuilder()
                  .filterFunctions((function, form) -> isBounded(function.name(), form))
                  .build())
          .setStandardMacros(CelStandardMacro.HAS)
          .addFunctionDeclarations(
              CelFunctionDecl.newFunctionDeclaration(
                  "matches",
                  CelOverloadDecl.newMemberOverload(
                      MATCHES, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
          .addVar("payload", MapType.create(SimpleType.STRING, SimpleType.DYN))
          .addVar("event", MapType.create(SimpleType.STRING, SimpleType.DYN))
          .setResultType(SimpleType.BOOL)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .setStandardFunctions(
              CelStandardFunctions.newBuilder()
                  .filterFunctions((function, form) -> isBounded(function.name(), form))
                  .build())
          .addFunctionBindings(
              CelFunctionBinding.from(MATCHES, String.class, String.class, Matching::matches))
          .build();

  private static boolean isBounded(String function, Object form) {
    return !LEFT_OUT.contains(function) && !LEFT_OUT.contains(form.toString());
  }

  private final CelRuntime.Program program;

  private Condition(CelRuntime.Program program) {
    this.program = program;
  }

  /** A text that is no condition. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
    private final transient List<String> reasons;

    private Malformed(List<String> reasons) {
      super(String.join("; ", reasons), null, false, false);
      this.reasons = reasons;
    }

    /** Each with its place in the text. */
    List<String> reasons() {
      return reasons;
    }
  }

  /** An event that a condition cannot be applied to. */
  static final class Inapplicable extends Exception {
    private static final long serialVersionUID = 1;

    private Inapplicable(String message) {
      super(message, null, false, false);
    }
  }

  /** Reads a condition. */
  static Condition of(String text) throws Malformed {
    if (text.codePointCount(0, text.length()) > LONGEST) {
      throw new Malformed(List.of("must have at most %,d characters".formatted(LONGEST)));
    }
    try {
      var ast = COMPILER.compile(text).getAst();
      var wrong = Matching.mistakes(ast);
      if (!wrong.isEmpty()) {
        throw new Malformed(wrong);
      }
      return new Condition(RUNTIME.createProgram(ast));
    } catch (CelValidationException invalid) {
      throw new Malformed(invalid.getErrors().stream().limit(20).map(Condition::wording).toList());
    } catch (CelEvaluationException unusable) {
      throw new Malformed(List.of(String.valueOf(unusable.getMessage())));
    } catch (StackOverflowError deep) {
      throw new Malformed(List.of("is nested too deeply"));
    }
  }

  private static String wording(CelIssue issue) {
    var at = issue.getSourceLocation();
    var message = issue.getMessage();
    if (message.contains("recursion")) {
      message = "is nested more than %d levels deep".formatted(DEEPEST);
    }
    return at.getLine() < 1
        ? message
        : "line %d, column %d: %s".formatted(at.getLine(), at.getColumn() + 1, message);
  }

  /** True if it holds for what there is to see of an event. */
  boolean holds(JsonObject view) throws Inapplicable {
    try {
      return Boolean.TRUE.equals(program.eval(natives(view)));
    } catch (CelEvaluationException failed) {
      throw new Inapplicable(
          String.valueOf(failed.getMessage()).replaceFirst("^evaluation error[^:]*: ", ""));
    } catch (StackOverflowError deep) {
      throw new Inapplicable("the event is nested too deeply");
    }
  }

  private static Map<String, Object> natives(JsonObject object) {
    var map = new LinkedHashMap<String, Object>();
    object.forEach(member -> map.put(member.getKey(), nativeOf(member.getValue())));
    return map;
  }

  private static Object nativeOf(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case JsonObject object -> natives(object);
      case JsonArray array -> array.stream().map(Condition::nativeOf).toList();
      case Integer number -> number.longValue();
      case Long number -> number;
      case Number number -> number.doubleValue();
      default -> value;
    };
  }
}
