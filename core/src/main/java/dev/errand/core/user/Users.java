package dev.errand.core.user;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgErrors;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.MergePatch;
import dev.errand.core.user.User.Timeline;
import dev.errand.core.user.UserCommand.ChangeSubscription;
import dev.errand.core.user.UserCommand.CreateUser;
import dev.errand.core.user.UserCommand.DeleteUser;
import dev.errand.core.user.UserCommand.SeeUser;
import dev.errand.core.user.UserCommand.Target;
import dev.errand.core.user.UserCommand.UpdateUser;
import dev.errand.core.user.UserQuery.FindTenants;
import dev.errand.core.user.UserQuery.GetRole;
import dev.errand.core.user.UserQuery.GetUser;
import dev.errand.core.user.UserQuery.ListUsers;
import dev.errand.core.user.UserWrites.Seen;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The use cases of users. Confined to one event loop. */
public final class Users {

  private final UserReads reads;
  private final UserWrites writes;
  private final Ids ids;
  private final InstantSource clock;
  private final Coalescer<Seen, @Nullable Void> sightings;

  /** What the use cases work with. */
  public record Means(Pg pg, Ids ids, InstantSource clock, Coalescer.Limits limits) {}

  /** On the event loop of the verticle that will call it. */
  public Users(Means means) {
    reads = new UserReads(means.pg());
    writes = new UserWrites(means.pg());
    ids = means.ids();
    clock = means.clock();
    sightings =
        new Coalescer<>(
            means.limits(), seen -> writes.see(seen).map(Collections.nCopies(seen.size(), null)));
  }

  /** Notes that somebody was here. */
  public Future<Void> see(SeeUser command) {
    return sightings.submit(new Seen(command.caller(), clock.instant())).mapEmpty();
  }

  /** Reads one. */
  public Future<User> get(GetUser query) {
    var caller = query.caller();
    return reads
        .find(caller.tenantId(), query.id())
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found.get())
                    : caller.userId().equals(query.id())
                        ? see(new SeeUser(caller)).compose(seen -> read(caller, query.id()))
                        : Future.failedFuture(unknown(query.id())));
  }

  /** Reads a role. */
  public Future<Optional<Role>> role(GetRole query) {
    return reads
        .find(query.tenantId(), query.id())
        .map(found -> found.map(user -> user.standing().role()));
  }

  /** Finds who knows somebody. */
  public Future<List<String>> tenants(FindTenants query) {
    return reads.tenants(query);
  }

  /** Lists. */
  public Future<Page<User>> list(ListUsers query) {
    return reads.list(query);
  }

  /** Creates. */
  public Future<User> create(CreateUser command) {
    var caller = command.caller();
    var now = clock.instant();
    var id = command.id() == null ? ids.next().toString() : command.id();
    var user =
        User.fresh(
            caller.tenantId(), id, command.members(), new Timeline(caller.userId(), 1, now, now));
    check(user);
    UserAccess.requireCreate(caller, user);
    return unique(user, writes.insert(user))
        .map(
            inserted -> {
              if (!inserted) {
                throw new Problem.Conflict(
                    "duplicate_user",
                    "There is a user %s already: change that one, or choose another id"
                        .formatted(id),
                    Map.of("user_id", id));
              }
              return user;
            });
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<User> update(UpdateUser command) {
    return change(command.target(), read -> update(command, read))
        .compose(done -> read(command.target().caller(), command.target().id()));
  }

  private Future<Boolean> update(UpdateUser command, User read) {
    var changed = read.with(patched(read, command.patch()), clock.instant());
    UserAccess.requireUpdate(command.target().caller(), read, changed);
    check(changed);
    return changed.members().equals(read.members())
        ? Future.succeededFuture(true)
        : unique(changed, writes.update(read, changed));
  }

  private static JsonObject patched(User read, JsonObject patch) {
    return MergePatch.apply(read.members(), patch);
  }

  /** Notes a subscription. */
  public Future<Integer> subscribe(ChangeSubscription command) {
    return writes.subscribe(command, clock.instant());
  }

  /** Removes; answers with them as they were. */
  public Future<User> delete(DeleteUser command) {
    return change(
        command.target(),
        read -> {
          UserAccess.requireOther(command.target().caller(), read, "delete");
          return writes.delete(read);
        });
  }

  private Future<User> change(Target target, Function<User, Future<Boolean>> write) {
    return Revisions.change(
        "user",
        () -> read(target.caller(), target.id()),
        read -> {
          Revisions.require(target.ifMatch(), read.etag());
          return write.apply(read);
        });
  }

  private Future<User> read(Caller caller, String id) {
    return reads.find(caller.tenantId(), id).map(found -> found.orElseThrow(() -> unknown(id)));
  }

  private static Problem unknown(String id) {
    return new Problem.NotFound("user", "user_id", id);
  }

  private static void check(User user) {
    var zone = user.timezone();
    if (zone != null && TimeZones.find(zone).isEmpty()) {
      throw new Problem.Invalid(
          List.of(Violation.ofBody("timezone", TimeZones.refusal(zone), "timezone")));
    }
  }

  /** The one other key that a user has. */
  private static Future<Boolean> unique(User user, Future<Boolean> write) {
    return write.recover(
        failure ->
            PgErrors.isDuplicate(failure)
                ? Future.failedFuture(
                    new Problem.Conflict(
                        "duplicate_telegram_id",
                        "Another user has the telegram_id %s: change that one first"
                            .formatted(user.contact().telegramId()),
                        Map.of()))
                : Future.failedFuture(failure));
  }
}
