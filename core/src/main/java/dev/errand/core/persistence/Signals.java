package dev.errand.core.persistence;

import dev.errand.core.bus.Notification;
import dev.errand.core.event.EventsWritten;
import dev.errand.core.lease.ExecutionDeferred;
import dev.errand.core.lease.ExecutionsQueued;
import dev.errand.core.recurrence.FireDue.Fired;
import dev.errand.core.recurrence.Schedule;
import dev.errand.core.recurrence.ScheduleSet;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.ticker.Later;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * Wakes the engine and the relay of this node after changes, once for all changes of a moment.
 * Confined to one event loop.
 */
final class Signals {

  /** Long enough for the rest of a batch to arrive, short enough not to be noticed. */
  private static final long QUEUED_MILLIS = 2;

  /** Each pass of the relay writes twice, so it waits for a few more. */
  private static final long WRITTEN_MILLIS = 25;

  private final Consumer<Notification> tell;
  private final Signal queued;
  private final Signal written;

  Signals(Later later, Consumer<Notification> tell) {
    this.tell = tell;
    queued = new Signal(then -> later.after(QUEUED_MILLIS, then), new ExecutionsQueued());
    written = new Signal(then -> later.after(WRITTEN_MILLIS, then), new EventsWritten());
  }

  /** After a change that has written an event. */
  <R> Future<R> publishing(Future<R> change) {
    return change.onSuccess(done -> written.send());
  }

  /** After a task was created or changed: its time may come before anybody looks. */
  void deferring(Task task) {
    var runAt = task.progress().execution().runAt();
    if (task.progress().status() == TaskStatus.SCHEDULED && runAt != null) {
      tell.accept(
          task.progress().execution().id() == null
              ? new ScheduleSet(runAt)
              : new ExecutionDeferred(runAt));
    }
  }

  /** After a change that has queued an execution. */
  <R> Future<R> queueing(Future<R> change) {
    return publishing(change).onSuccess(done -> queued.send());
  }

  /** After a move, which may have queued an execution. */
  Future<Task> moving(Future<Task> move) {
    return publishing(move)
        .onSuccess(
            task -> {
              if (task.progress().status() == TaskStatus.QUEUED) {
                queued.send();
              }
              deferring(task);
            });
  }

  /** After a schedule was given a time, which may come before anybody looks. */
  Future<Schedule> setting(Future<Schedule> change) {
    return publishing(change)
        .onSuccess(
            schedule -> {
              var fireAt = schedule.standing().nextFireAt();
              if (fireAt != null) {
                tell.accept(new ScheduleSet(fireAt));
              }
            });
  }

  /** After a pass over what people are to be told, of so many things. */
  Future<Integer> telling(Future<Integer> pass) {
    return pass.onSuccess(
        told -> {
          if (told > 0) {
            written.send();
          }
        });
  }

  /** After a pass over schedules. */
  Future<Fired> firing(Future<Fired> pass) {
    return pass.onSuccess(
        fired -> {
          if (fired.fired() > 0) {
            queued.send();
            written.send();
          }
        });
  }

  private final class Signal {
    private final Consumer<Runnable> soon;
    private final Notification notification;
    private boolean waiting;

    Signal(Consumer<Runnable> soon, Notification notification) {
      this.soon = soon;
      this.notification = notification;
    }

    void send() {
      if (!waiting) {
        waiting = true;
        soon.accept(
            () -> {
              waiting = false;
              tell.accept(notification);
            });
      }
    }
  }
}
