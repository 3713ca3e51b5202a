package dev.errand.events.notification;

import dev.errand.core.notification.Recipient;
import io.vertx.core.Future;

/** The list that people read themselves: what is kept is there. */
final class InAppChannel implements Channel {

  static final String NAME = "in_app";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean reaches(Recipient recipient) {
    return true;
  }

  @Override
  public Future<?> send(Message message) {
    return Future.succeededFuture();
  }
}
