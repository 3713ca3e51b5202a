package dev.errand.executor.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Http;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** An attempt with whatever config, settings and clock a test wants, on {@link TestHttp}. */
public final class TestExecution implements Execution {

  /** When every test execution takes place unless {@link #at} says otherwise. */
  public static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");

  private final JsonObject config;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private JsonObject triggerData = new JsonObject();
  private JsonObject settings = new JsonObject();
  private JsonObject memory = new JsonObject();
  private Instant now = NOW;
  private Duration left = Duration.ofSeconds(30);
  private Http http = new TestHttp();

  private TestExecution(JsonObject config) {
    this.config = config;
  }

  public static TestExecution of(JsonObject config) {
    return new TestExecution(config);
  }

  public TestExecution withSettings(JsonObject newSettings) {
    settings = newSettings;
    return this;
  }

  public TestExecution triggeredBy(JsonObject data) {
    triggerData = data;
    return this;
  }

  public TestExecution remembering(JsonObject newMemory) {
    memory = newMemory;
    return this;
  }

  public TestExecution at(Instant time) {
    now = time;
    return this;
  }

  public TestExecution within(Duration timeLimit) {
    left = timeLimit;
    return this;
  }

  public TestExecution over(Http newHttp) {
    http = newHttp;
    return this;
  }

  public List<String> loggedLines() {
    return log;
  }

  @Override
  public Subject subject() {
    return new Subject(
        "tenant", new UUID(7, 1), new UUID(7, 2), 1, "type", "title", "owner", "assignee");
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public JsonObject triggerData() {
    return triggerData;
  }

  @Override
  public JsonObject settings() {
    return settings;
  }

  @Override
  public JsonObject memory() {
    return memory;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.fixed(now);
  }

  @Override
  public Instant deadline() {
    return now.plus(left);
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public void progress(int percent) {}

  @Override
  public void log(String line) {
    log.add(line);
  }

  @Override
  public Http http() {
    return http;
  }
}
