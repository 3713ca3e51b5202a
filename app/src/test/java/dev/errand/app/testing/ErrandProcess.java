package dev.errand.app.testing;

import static dev.errand.migrations.testing.Eventually.eventually;

import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The service as its users run it: a process of its own, talked to over HTTP. */
public final class ErrandProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("Errand \\S+ on http://127\\.0\\.0\\.1:(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  private ErrandProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** What a process is told, on top of a free port. */
  public static Map<String, String> settings(TestDatabase database) {
    return new HashMap<>(Map.of("DATABASE_URL", database.url()));
  }

  /** Starts it and waits until it serves. */
  public static ErrandProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    var errand = launch(environment, arguments);
    errand.port =
        Integer.parseInt(
            errand
                .await("it serves", text -> READY.matcher(text).find())
                .replaceAll("(?s).*?" + READY + ".*", "$1"));
    return errand;
  }

  /** Starts it, without waiting. */
  public static ErrandProcess launch(Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("dev.errand.app.cli.ErrandCli");
    command.addAll(List.of(arguments));
    var log = Files.createTempFile("errand-", ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SERVICE_PORT", "0");
    builder.environment().put("LOG_FORMAT", "text");
    builder.environment().putAll(environment);
    return new ErrandProcess(builder.start(), log);
  }

  /** Waits until what it has printed is as wanted, and answers with it. */
  public String await(String what, Predicate<String> wanted) throws IOException {
    eventually(what, this::output, printed -> wanted.test(printed) || !process.isAlive());
    // What it printed last may have been written after the look that found it ended.
    if (!process.isAlive() && !wanted.test(output())) {
      throw new AssertionError(
          "It ended with " + process.exitValue() + " before " + what + ":\n" + output());
    }
    return output();
  }

  /** All that it has printed so far. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** The same, for messages. */
  public String text() {
    try {
      return output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public HttpResponse<String> send(String method, String path, Object body)
      throws IOException, InterruptedException {
    return client.send(request(method, path, body), BodyHandlers.ofString());
  }

  public HttpClient client() {
    return client;
  }

  public HttpRequest request(String method, String path, Object body) {
    var publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(40))
        .method(method, publisher)
        .build();
  }

  public JsonObject get(String path) throws IOException, InterruptedException {
    var answer = send("GET", path, null);
    return new JsonObject(answer.body()).put("_status", answer.statusCode());
  }

  /** Creates a task and answers with it. */
  public JsonObject create(JsonObject task) throws IOException, InterruptedException {
    var answer = send("POST", "/api/v1/tasks", task);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  /** Polls a task until it is as wanted. */
  public JsonObject until(String taskId, Predicate<JsonObject> wanted) throws Exception {
    try {
      return eventually("another task", () -> get("/api/v1/tasks/" + taskId), wanted);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + output(), e);
    }
  }

  /** SIGTERM; answers with the exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  /** kill −9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("It does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    client.shutdownNow();
    Files.deleteIfExists(log);
  }
}
