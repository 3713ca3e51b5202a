package dev.errand.core.apikey;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be done with keys. Whether the caller may is checked before, where all operations are.
 *
 * @param <R> the answer
 */
public sealed interface ApiKeyCommand<R> extends Command<R> {

  /** Makes a key. The answer is the only one that ever holds its secret. */
  record CreateApiKey(Caller caller, ApiKey.Grant grant) implements ApiKeyCommand<Created> {}

  /** A key, and what opens it. */
  record Created(ApiKey key, String secret) {}

  /** Calls a key back, for good. One that is revoked already is not found. */
  record RevokeApiKey(Caller caller, UUID id) implements ApiKeyCommand<ApiKey> {}

  /**
   * Finds the key that opens, revoked or expired too, and notes that a valid one was used.
   *
   * @param hash of the secret, see {@link ApiKeySecret#hash}
   */
  record UseApiKey(Buffer hash) implements ApiKeyCommand<Optional<ApiKey>> {}
}
