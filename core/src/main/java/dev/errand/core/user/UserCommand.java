package dev.errand.core.user;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Level;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to users.
 *
 * @param <R> the answer
 */
public sealed interface UserCommand<R> extends Command<R> {

  /** Notes that a caller was here, if nobody of that name is known. */
  record SeeUser(Caller caller) implements UserCommand<Void> {}

  /**
   * Creates.
   *
   * @param id null for a new one
   * @param members as the contract has validated them
   */
  record CreateUser(@Nullable String id, JsonObject members, Caller caller)
      implements UserCommand<User> {}

  /**
   * Changes by JSON merge patch (RFC 7396).
   *
   * @param patch as the contract has validated it
   */
  record UpdateUser(Target target, JsonObject patch) implements UserCommand<User> {}

  /**
   * Notes what somebody has subscribed to; answers in how many tenants.
   *
   * @param tenantId only in this one; null for all that know them
   */
  record ChangeSubscription(@Nullable String tenantId, String userId, Level level)
      implements UserCommand<Integer> {}

  /** Removes; who is seen again is created again. */
  record DeleteUser(Target target) implements UserCommand<User> {}

  /**
   * Who is to be changed.
   *
   * @param id theirs
   * @param caller whose change it is
   * @param ifMatch the tags of which they must have one; null for any
   */
  record Target(String id, Caller caller, @Nullable List<String> ifMatch) {}
}
