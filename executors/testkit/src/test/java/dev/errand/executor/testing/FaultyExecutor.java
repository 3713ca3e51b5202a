package dev.errand.executor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a meter, and does one thing wrong: what the test says. */
public final class FaultyExecutor implements Executor {

  /** What is wrong with those that are made; null for nothing. */
  static volatile @Nullable Fault current;

  private final @Nullable Fault fault = current;
  private int asked;
  private boolean broken;
  private JsonObject lastConfig = new JsonObject();

  private boolean has(Fault one) {
    return fault == one;
  }

  @Override
  public TaskType taskType() {
    var limit = has(Fault.TIMEOUT_OF_A_WEEK) ? Duration.ofDays(7) : Duration.ofSeconds(20);
    var title = has(Fault.CHANGES_ITS_TYPE) ? "Meter " + asked++ : "Meter";
    return TaskType.named("meter")
        .describedAs(title, "Reads a meter.")
        .configuredBy(config())
        .defaultingTo(TaskType.Defaults.USUAL.withTimeout(limit));
  }

  private TaskType.Config config() {
    var schema =
        new JsonObject(
            """
            {
              "type": "object", "required": ["meter"],
              "properties": {
                "meter": {"description": "Which.", "type": "string", "pattern": "^[a-z]+$"},
                "unit": {"description": "Of the result.", "type": "string", "default": "l"},
                "factor": {"description": "To multiply by.", "type": "number"},
                "password": {"description": "Of the meter.", "type": "string", "writeOnly": true}
              }
            }
            """);
    var properties = schema.getJsonObject("properties");
    if (has(Fault.NO_JSON_SCHEMA)) {
      properties.getJsonObject("unit").put("type", "text");
    }
    if (has(Fault.UNEXPLAINED_MEMBER)) {
      properties.put("colour", new JsonObject());
    }
    var meter = has(Fault.REFUSED_EXAMPLE) ? "Number 5" : "north";
    var example = new JsonObject().put("meter", meter).put("factor", 2).put("password", "sesame");
    return new TaskType.Config(
        schema,
        new JsonObject().put("unit", "l"),
        List.of(example, new JsonObject().put("meter", "south").put("factor", 3)));
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    if (broken) {
      return Outcome.failed("broken", "This executor has not recovered");
    }
    lastConfig = execution.config();
    var token = execution.settings().getString("token", "");
    if (has(Fault.LOGS_ITS_TOKEN)) {
      execution.log("asking with " + token);
    }
    var before = execution.memory();
    if (has(Fault.CANNOT_READ_ITS_MEMORY) && !before.isEmpty()) {
      before.getInteger("value");
    }
    execution.progress(10);
    var config = has(Fault.KEEPS_THE_CONFIG_IN_A_FIELD) ? lastConfig : execution.config();
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    execution.settings().getString("base_url") + "/" + config.getString("meter")))
            .header("Authorization", "Bearer " + token)
            .build();
    return read(execution, config, request);
  }

  private Outcome read(Execution execution, JsonObject config, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = execution.http().sendTrusted(request);
    } catch (Http.Refused e) {
      if (has(Fault.RETRIES_THE_FORBIDDEN)) {
        return Outcome.failed("refused", "The meter may not be called");
      }
      throw e;
    } catch (IOException e) {
      broken = has(Fault.STAYS_BROKEN);
      if (has(Fault.GIVES_UP_AT_ONCE)) {
        return Outcome.failedForGood("unreachable", "The meter cannot be reached");
      }
      throw e;
    } catch (InterruptedException e) {
      // Until the test is over.
      while (fault != null && goesOn(execution) && current == fault) {
        Thread.onSpinWait();
      }
      throw e;
    }
    return response.statusCode() == 200
        ? result(config, new String(response.body(), UTF_8))
        : refusal(execution, config, response);
  }

  private boolean goesOn(Execution execution) {
    return has(Fault.IGNORES_CANCELLATION)
        || (has(Fault.IGNORES_ITS_DEADLINE) && !execution.cancelled());
  }

  private Outcome refusal(Execution execution, JsonObject config, HttpResponse<byte[]> response) {
    if (has(Fault.DROPS_RETRY_AFTER)) {
      return Outcome.failed("refused", "The meter answered " + response.statusCode());
    }
    if (has(Fault.VAGUE_CODE)) {
      return Outcome.failed("Oh no!", "It failed").retryingAfter(Duration.ofSeconds(7));
    }
    var failed = Outcome.ofHttpFailure(response, execution.clock());
    return has(Fault.TELLS_THE_AUTHORS_PASSWORD)
        ? failed.because("the password is " + config.getString("password"))
        : failed;
  }

  @SuppressWarnings("NullAway") // what a plugin may do wrong
  private Outcome result(JsonObject config, String body) {
    if (has(Fault.RETURNS_NULL)) {
      return null;
    }
    int value;
    try {
      value = new JsonObject(body).getInteger("value");
    } catch (DecodeException | ClassCastException | NullPointerException nonsense) {
      if (has(Fault.TRUSTS_ANY_ANSWER)) {
        throw nonsense;
      }
      return Outcome.failed("bad_answer", "The meter answered with something else than a value");
    }
    int factor =
        has(Fault.NEEDS_AN_OPTIONAL_MEMBER)
            ? requireNonNull(config.getInteger("factor"))
            : config.getNumber("factor") instanceof Integer given ? given : 1;
    var result = new JsonObject().put("value", value * factor).put("unit", config.getValue("unit"));
    result.put("text", text());
    var usage = Outcome.Usage.apiCalls(has(Fault.NEGATIVE_USAGE) ? -1 : 1);
    var memory = new JsonObject().put("value", String.valueOf(value));
    return Outcome.completed(result).using(usage).remembering(memory);
  }

  private Object text() {
    if (has(Fault.RESULT_OF_TWO_MEBIBYTES)) {
      return "x".repeat(2 << 20);
    }
    if (has(Fault.RESULT_THAT_IS_NO_JSON)) {
      return new Object();
    }
    return has(Fault.RESULT_WITH_NUL) ? "a\0b" : "fine";
  }
}
