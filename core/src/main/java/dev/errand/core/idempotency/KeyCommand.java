package dev.errand.core.idempotency;

import dev.errand.core.bus.Command;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;

/**
 * What can be done with the keys of requests.
 *
 * @param <R> the answer
 */
public sealed interface KeyCommand<R> extends Command<R> {

  /**
   * Asks to carry a request out.
   *
   * @param key its name
   * @param fingerprint of everything that it says
   * @param id to be used if the key is new
   */
  record ClaimKey(RequestKey key, Buffer fingerprint, UUID id) implements KeyCommand<KeyClaim> {}

  /** Remembers what came of it, if the claim still stands. */
  record StoreAnswer(RequestKey key, UUID id, StoredAnswer answer) implements KeyCommand<Void> {}

  /**
   * Gives a claim back.
   *
   * @param key its name
   * @param id of the claim
   * @param undone true if nothing came of it, so that the key is as new; false if that is not known
   */
  record ReleaseKey(RequestKey key, UUID id, boolean undone) implements KeyCommand<Void> {}

  /** Removes keys past their time; spans tenants. Answers with their number. */
  record PurgeKeys(Instant now, int max) implements KeyCommand<Integer> {}
}
