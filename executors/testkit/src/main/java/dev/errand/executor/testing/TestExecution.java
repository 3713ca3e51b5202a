package dev.errand.executor.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Http;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An attempt with whatever config, settings and clock a test wants, by default on {@link TestHttp}.
 * The methods that change it are for the test, before the attempt begins; but {@link #cancel}.
 */
public final class TestExecution implements Execution {

  /** When every test execution takes place unless {@link #at} says otherwise. */
  public static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");

  private static final Subject USUAL =
      new Subject(
          "tenant", new UUID(7, 1), new UUID(7, 2), 1, "type", "title", "owner", "assignee");

  private final JsonObject config;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Subject subject = USUAL;
  private JsonObject triggerData = new JsonObject();
  private JsonObject settings = new JsonObject();
  private JsonObject memory = new JsonObject();
  private Instant now = NOW;
  private Duration left = Duration.ofSeconds(30);
  private Http http = new TestHttp();
  private Runnable atEachCall = () -> {};
  private volatile boolean cancelled;

  private TestExecution(JsonObject config) {
    this.config = config;
  }

  /** With a config, into which a type's defaults are already merged. */
  public static TestExecution of(JsonObject config) {
    return new TestExecution(config);
  }

  /** Of another task, or another attempt. */
  public TestExecution of(Subject newSubject) {
    subject = newSubject;
    return this;
  }

  /** With settings as the operator would give them. */
  public TestExecution withSettings(JsonObject newSettings) {
    settings = newSettings;
    return this;
  }

  /** Begun by something. */
  public TestExecution triggeredBy(JsonObject data) {
    triggerData = data;
    return this;
  }

  /** With what an earlier execution asked to be remembered. */
  public TestExecution remembering(JsonObject newMemory) {
    memory = newMemory;
    return this;
  }

  /** At another time than {@link #NOW}. */
  public TestExecution at(Instant time) {
    now = time;
    return this;
  }

  /** With another time limit than 30 s; nobody enforces it here. */
  public TestExecution within(Duration timeLimit) {
    left = timeLimit;
    return this;
  }

  /** With another way out. */
  public TestExecution over(Http newHttp) {
    http = newHttp;
    return this;
  }

  /** Has the given done whenever the executor asks or tells the execution anything. */
  TestExecution interceptedBy(Runnable interceptor) {
    atEachCall = interceptor;
    return this;
  }

  /** The task has been cancelled; interrupt the attempt, too. */
  public void cancel() {
    cancelled = true;
  }

  /** What the executor has logged so far. */
  public List<String> loggedLines() {
    return log;
  }

  @Override
  public Subject subject() {
    atEachCall.run();
    return subject;
  }

  @Override
  public JsonObject config() {
    atEachCall.run();
    return config.copy();
  }

  @Override
  public JsonObject triggerData() {
    atEachCall.run();
    return triggerData.copy();
  }

  @Override
  public JsonObject settings() {
    atEachCall.run();
    return settings.copy();
  }

  @Override
  public JsonObject memory() {
    atEachCall.run();
    return memory.copy();
  }

  @Override
  public InstantSource clock() {
    atEachCall.run();
    return InstantSource.fixed(now);
  }

  @Override
  public Instant deadline() {
    atEachCall.run();
    return now.plus(left);
  }

  @Override
  public boolean cancelled() {
    atEachCall.run();
    return cancelled;
  }

  @Override
  public void progress(int percent) {
    atEachCall.run();
  }

  @Override
  public void log(String line) {
    atEachCall.run();
    log.add(line);
  }

  @Override
  public Http http() {
    return new Http() {
      @Override
      public HttpResponse<byte[]> send(HttpRequest request)
          throws IOException, InterruptedException {
        atEachCall.run();
        return http.send(request);
      }

      @Override
      public HttpResponse<byte[]> sendTrusted(HttpRequest request)
          throws IOException, InterruptedException {
        atEachCall.run();
        return http.sendTrusted(request);
      }
    };
  }
}
