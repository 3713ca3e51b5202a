/** Making, showing and revoking API keys. */
@NullMarked
package dev.errand.api.apikey;

import org.jspecify.annotations.NullMarked;
