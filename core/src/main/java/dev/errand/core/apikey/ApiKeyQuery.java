package dev.errand.core.apikey;

import dev.errand.core.bus.Query;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about keys.
 *
 * @param <R> the answer
 */
public sealed interface ApiKeyQuery<R> extends Query<R> {

  /** One, revoked or not. */
  record GetApiKey(String tenantId, UUID id) implements ApiKeyQuery<ApiKey> {}

  /**
   * The newest first, with those revoked.
   *
   * @param before an id to go on after; null for the beginning
   */
  record ListApiKeys(String tenantId, int limit, @Nullable UUID before)
      implements ApiKeyQuery<Page> {}

  /**
   * Some keys.
   *
   * @param next where to go on; null at the end
   */
  record Page(List<ApiKey> items, @Nullable UUID next) {}
}
