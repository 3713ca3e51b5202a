package dev.errand.api.identity;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Where the keys of tokens come from. Thread-safe. */
interface TokenKeys {

  /**
   * The keys as they are known; fails with {@code Unavailable} while none are.
   *
   * @param id of the key that a token names, which they would best contain; null if it names none
   */
  Future<KeyRing> ring(@Nullable String id);
}
