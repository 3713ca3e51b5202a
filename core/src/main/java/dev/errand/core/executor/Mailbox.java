package dev.errand.core.executor;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings actions of many threads back to one event loop, and wakes the loop once for all that come
 * meanwhile: waking it for each would cost more than a short action itself. Thread-safe.
 */
final class Mailbox {

  private final Context context;
  private final Runnable emptied;
  private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** The second is done on the event loop as well, each time that all actions are done. */
  Mailbox(Context context, Runnable emptied) {
    this.context = context;
    this.emptied = emptied;
  }

  /** Has the action done on the event loop, after those added before it. */
  void add(Runnable action) {
    actions.add(action);
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(now -> empty());
    }
  }

  private void empty() {
    // Before the first action is taken: one added from now on wakes the loop again.
    woken.set(false);
    for (var action = actions.poll(); action != null; action = actions.poll()) {
      action.run();
    }
    emptied.run();
  }
}
