package dev.errand.core.executor;

import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Report;
import dev.errand.executor.Execution;
import dev.errand.executor.Http;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** An execution as its plugin sees it. Written by the plugin's threads, read by the runner. */
final class RunningExecution implements Execution {

  private static final int LOG_LIMIT = 64 * 1024;

  private final Claim claim;
  private final Surroundings surroundings;
  private final StringBuilder log = new StringBuilder();
  private volatile boolean cancelled;
  private volatile @Nullable Integer progress;

  /** What is around an execution, the same for all but for settings and deadline. */
  record Surroundings(InstantSource clock, Http http, JsonObject settings, Instant deadline) {}

  RunningExecution(Claim claim, Surroundings surroundings) {
    this.claim = claim;
    this.surroundings = surroundings;
  }

  Claim.Lease lease() {
    return claim.lease();
  }

  void cancel() {
    cancelled = true;
  }

  Report.Traces traces() {
    synchronized (log) {
      return new Report.Traces(progress, log.isEmpty() ? null : log.toString(), null);
    }
  }

  @Override
  public Subject subject() {
    var lease = claim.lease();
    return new Subject(
        lease.task().tenantId(),
        lease.task().id(),
        lease.executionId(),
        lease.attempt(),
        claim.work().type(),
        claim.work().title(),
        claim.people().ownerId(),
        claim.people().assigneeId());
  }

  @Override
  public JsonObject config() {
    return claim.work().config().copy();
  }

  @Override
  public JsonObject triggerData() {
    var data = claim.trigger().data();
    return data == null ? new JsonObject() : data.copy();
  }

  @Override
  public JsonObject settings() {
    return surroundings.settings().copy();
  }

  @Override
  public JsonObject memory() {
    return claim.work().memory().copy();
  }

  @Override
  public InstantSource clock() {
    return surroundings.clock();
  }

  @Override
  public Instant deadline() {
    return surroundings.deadline();
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  @Override
  public void progress(int percent) {
    progress = Math.clamp(percent, 0, 100);
  }

  @Override
  public void log(String line) {
    // PostgreSQL refuses NUL in text.
    var clean = String.valueOf(line).replace('\0', '\uFFFD');
    synchronized (log) {
      log.append(clean, 0, Math.min(clean.length(), LOG_LIMIT - 1)).append('\n');
      if (log.length() > LOG_LIMIT) {
        int cut = log.indexOf("\n", log.length() - LOG_LIMIT);
        log.delete(0, cut < 0 ? log.length() - LOG_LIMIT : cut + 1);
      }
    }
  }

  @Override
  public Http http() {
    return surroundings.http();
  }
}
