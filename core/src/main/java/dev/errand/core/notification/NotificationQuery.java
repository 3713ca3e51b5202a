package dev.errand.core.notification;

import dev.errand.core.bus.Query;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;

/**
 * What readers can ask.
 *
 * @param <R> the answer
 */
public sealed interface NotificationQuery<R> extends Query<R> {

  /**
   * Somebody's own, the latest first, but for those that wait for the end of their quiet hours.
   *
   * @param unread only those that they have not read
   */
  record ListNotifications(String tenantId, String userId, boolean unread, Part part)
      implements NotificationQuery<Page<Notification>> {}
}
