package dev.errand.executor.standard;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A price that was found.
 *
 * @param currency its ISO 4217 code, where it is stated
 * @param foundBy {@code json_path}, {@code css_selector}, {@code json_ld} or {@code microdata}
 */
record Price(BigDecimal amount, @Nullable String currency, String foundBy) {}
