package dev.errand.executor;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task, as its executor sees it. All methods may be called from any thread. JSON
 * objects handed out are the executor's own to change.
 */
public interface Execution {

  /** Which attempt this is, and of what. */
  Subject subject();

  /** The task's config: the type's defaults merged under what the task's author gave. */
  JsonObject config();

  /** What started this attempt, for instance the event of a trigger; empty if there is nothing. */
  JsonObject triggerData();

  /** The plugin's own settings, {@code executors.<type>.*} of the service's configuration. */
  JsonObject settings();

  /**
   * What earlier executions of this task asked to be remembered with {@link
   * Outcome.Completed#remembering}; empty at first.
   */
  JsonObject memory();

  /** The clock to use instead of the system's, so that tests can turn it. */
  InstantSource clock();

  /** When the attempt is interrupted and ends as timed out. */
  Instant deadline();

  /** True once the task has been cancelled; the thread is interrupted at the same time. */
  boolean cancelled();

  /**
   * Reports how far the attempt has come.
   *
   * @param percent 0 to 100; other values are cut to that range
   */
  void progress(int percent);

  /**
   * Adds a line to the execution's log, which callers can read; long logs lose their oldest lines.
   */
  void log(String line);

  /** The way out to the network; it carries the service's egress rules. */
  Http http();

  /**
   * The identity of an attempt.
   *
   * @param tenantId whose task it is
   * @param taskId the task
   * @param executionId this attempt
   * @param attempt its number since the task was last started afresh, from 1
   * @param type the canonical name of the task's type
   * @param title the task's title
   * @param ownerId who owns the task
   * @param assigneeId who is to do it or to hear of it
   */
  record Subject(
      String tenantId,
      UUID taskId,
      UUID executionId,
      int attempt,
      String type,
      String title,
      @Nullable String ownerId,
      @Nullable String assigneeId) {}
}
