/** The OpenAPI document as rules: what requests may contain, and under which names. */
@NullMarked
package dev.errand.api.contract;

import org.jspecify.annotations.NullMarked;
