/** Import and export over HTTP: bytes, records, drafts, batches, report. */
@NullMarked
package dev.errand.api.exchange;

import org.jspecify.annotations.NullMarked;
