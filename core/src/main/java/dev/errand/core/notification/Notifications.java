package dev.errand.core.notification;

import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.notification.NotificationCommand.Outgoing;
import dev.errand.core.notification.NotificationCommand.ReadNotification;
import dev.errand.core.notification.NotificationCommand.ReadNotifications;
import dev.errand.core.notification.NotificationCommand.SettleNotifications;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/** The use cases of notifications: everybody reads their own, and no others. Thread-safe. */
public final class Notifications {

  private final NotificationRows rows;
  private final InstantSource clock;

  /** On the given clients. */
  public Notifications(Pg pg, InstantSource clock) {
    rows = new NotificationRows(pg);
    this.clock = clock;
  }

  /** Takes some to send. */
  public Future<List<Outgoing>> claim(ClaimNotifications command) {
    return rows.claim(command);
  }

  /** Notes what came of sending. */
  public Future<Integer> settle(SettleNotifications command) {
    return rows.settle(command);
  }

  /** Lists. */
  public Future<Page<Notification>> list(ListNotifications query) {
    return rows.list(query);
  }

  /** Notes that one was read. */
  public Future<Notification> read(ReadNotification command) {
    var tenantId = command.caller().tenantId();
    var userId = command.caller().userId();
    return rows.read(tenantId, userId, command.id(), clock.instant())
        .compose(read -> rows.find(tenantId, userId, command.id()))
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("notification", command.id())));
  }

  /** Notes that all were read. */
  public Future<Integer> read(ReadNotifications command) {
    var caller = command.caller();
    return rows.readAll(caller.tenantId(), caller.userId(), clock.instant());
  }
}
