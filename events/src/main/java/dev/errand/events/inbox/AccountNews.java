package dev.errand.events.inbox;

import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Level;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.recurrence.ScheduleCommand.PauseSchedule;
import dev.errand.core.recurrence.ScheduleQuery.ListSchedules;
import dev.errand.core.task.Instruction;
import dev.errand.core.task.TaskCommand.ActOnTasks;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.Selection;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskFilter.Member;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.user.UserCommand.ChangeSubscription;
import dev.errand.core.user.UserQuery.FindTenants;
import dev.errand.events.inbox.Letter.Content;
import dev.errand.events.inbox.Letter.Unreadable;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows what the account service says of users. Thread-safe. */
public final class AccountNews {

  /** Who is gone. */
  public static final String USER_DELETED = "account_service.user.deleted";

  /** Who has another level. */
  public static final String SUBSCRIPTION_CHANGED = "subscription_service.subscription.changed";

  private static final String ACTOR = "system:account_service";
  private static final String REASON = "user_deleted";
  private static final int SCHEDULES = 100;

  private final Bus bus;

  /** Over the given bus. */
  public AccountNews(Bus bus) {
    this.bus = bus;
  }

  /**
   * Calls off what is not over of the user's tasks, and holds back the user's schedules: in the
   * tenant that it names, else in all.
   */
  public Future<?> deleted(Letter letter) throws Unreadable {
    var content = letter.content();
    var userId = content.text("user_id");
    var tenantId = content.tenantId();
    var tenants =
        tenantId == null
            ? bus.request(new FindTenants(userId))
            : Future.succeededFuture(List.of(tenantId));
    return tenants.compose(all -> cancelIn(all, userId, letter));
  }

  private Future<Void> cancelIn(List<String> tenants, String userId, Letter letter) {
    var done = Future.<Void>succeededFuture();
    for (var tenantId : tenants) {
      var request = new Caller.Origin(letter.id(), letter.subject());
      var caller = new Caller(tenantId, ACTOR, Role.ADMIN, null, request, Sight.ALL);
      // First the schedules, which would make more.
      done = done.compose(before -> pause(caller, userId, null));
      done = done.compose(before -> cancel(caller, userId));
    }
    return done;
  }

  private Future<Void> pause(Caller caller, String userId, @Nullable UUID after) {
    var seen = new Sight(userId);
    return bus.request(new ListSchedules(caller.tenantId(), null, false, SCHEDULES, after, seen))
        .compose(
            page -> {
              var done = Future.<Void>succeededFuture();
              for (var each : page.items()) {
                if (userId.equals(each.ownership().ownerId())) {
                  var condition = new Condition(caller, null);
                  var pausing = new PauseSchedule(each.key(), REASON, condition);
                  done = done.compose(before -> bus.request(pausing).mapEmpty());
                }
              }
              var next = page.next();
              return next == null ? done : done.compose(before -> pause(caller, userId, next));
            });
  }

  private Future<Void> cancel(Caller caller, String userId) {
    var open = Arrays.stream(TaskStatus.values()).filter(status -> !status.terminal()).toList();
    var filter = TaskFilter.of(open, Map.of(Member.OWNER_ID, userId));
    return bus.request(
            new ActOnTasks(
                caller, new Selection(filter, List.of()), new Instruction.Cancel(REASON)))
        .compose(
            acted ->
                acted.more() && !acted.changed().isEmpty()
                    ? cancel(caller, userId)
                    : Future.succeededFuture());
  }

  /** Notes a level: in the tenant that it names, else wherever the user is known. */
  public Future<?> resubscribed(Letter letter) throws Unreadable {
    var content = letter.content();
    var userId = content.text("user_id");
    return bus.request(new ChangeSubscription(content.tenantId(), userId, level(content)));
  }

  private static Level level(Content content) throws Unreadable {
    var tier = content.text("new_tier");
    return Level.of(tier)
        .orElseThrow(
            () ->
                new Unreadable(
                    "new_tier must be one of free, basic, pro, enterprise, not " + tier));
  }
}
