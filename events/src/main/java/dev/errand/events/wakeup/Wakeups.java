package dev.errand.events.wakeup;

import dev.errand.core.bus.Bus;
import dev.errand.core.lease.ExecutionsQueued;
import dev.errand.core.lease.ExecutionsQueuedElsewhere;
import dev.errand.events.nats.NatsLink;
import io.vertx.core.Vertx;

/**
 * Tells other nodes over NATS that executions were queued here, and hears it from them: at once,
 * but at most once in {@link #PAUSE_MILLIS}. Nothing depends on it: a wake-up that is lost costs
 * the time until the other node looks by itself. Confined to one event loop.
 */
public final class Wakeups {

  /** Core NATS, outside the stream of events: a wake-up is worth nothing later. */
  static final String SUBJECT = "errand.wakeup";

  private static final long PAUSE_MILLIS = 20;

  private final Vertx vertx;
  private final NatsLink link;
  private boolean resting;
  private boolean more;

  /** On a link that has not connected yet. */
  public Wakeups(Vertx vertx, Bus bus, NatsLink link) {
    this.vertx = vertx;
    this.link = link;
    link.listen(SUBJECT, () -> bus.publish(new ExecutionsQueuedElsewhere()));
    bus.listen(ExecutionsQueued.class, queued -> tell());
  }

  private void tell() {
    if (resting) {
      more = true;
      return;
    }
    resting = true;
    more = false;
    link.tell(SUBJECT);
    vertx.setTimer(
        PAUSE_MILLIS,
        rested -> {
          resting = false;
          if (more) {
            tell();
          }
        });
  }
}
