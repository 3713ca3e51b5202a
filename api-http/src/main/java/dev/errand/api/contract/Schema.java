package dev.errand.api.contract;

import dev.errand.core.problem.Violation;
import dev.errand.core.schema.JsonSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema of the contract. Thread-safe.
 *
 * @param quick tells what fits
 * @param thorough tells what is wrong with the rest
 */
record Schema(QuickCheck quick, JsonSchema thorough) {

  /** Finds everything that is wrong with a value that stands at the given place. */
  List<Violation> check(@Nullable Object value, List<Object> loc) {
    return quick.passes(value) ? List.of() : thorough.check(value, loc);
  }
}
