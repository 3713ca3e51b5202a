package dev.errand.api.identity;

import dev.errand.core.apikey.ApiKey;
import dev.errand.core.apikey.Scope;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Sight;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, and by what.
 *
 * @param caller who
 * @param key what they proved themselves with; null for people, to whom all scopes are open
 */
record Identity(Caller caller, @Nullable ApiKey key) {

  /** Of a person. */
  static Identity of(Caller caller) {
    return new Identity(caller, null);
  }

  /** Of whoever has a key. */
  static Identity of(ApiKey key, Caller.Origin origin) {
    var role = key.grant().role();
    return new Identity(
        new Caller(key.tenantId(), key.userId(), role, null, origin, Sight.ALL), key);
  }

  /** The same, who sees only their own tasks unless they manage those of others. */
  Identity confined() {
    return new Identity(caller.confined(), key);
  }

  /**
   * True of people who see only their own tasks, and would see others by taking them from a queue.
   * Keys are made for that, or not.
   */
  boolean isConfinedPerson() {
    return key == null && !caller.sight().equals(Sight.ALL);
  }

  /** True if the scopes of the key, if there is one, open what needs this one. */
  boolean opens(Scope needed) {
    return key == null || key.grant().scopes().stream().anyMatch(scope -> scope.covers(needed));
  }
}
