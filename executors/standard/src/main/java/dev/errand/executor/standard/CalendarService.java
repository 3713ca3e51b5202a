package dev.errand.executor.standard;

import dev.errand.executor.Execution;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;

/** The operator's calendar, which is handed each event that is made. */
final class CalendarService {

  private static final String PATH = "/api/v1/events";

  private final Execution execution;
  private final String base;

  CalendarService(Execution execution, String base) {
    this.execution = execution;
    this.base = base.replaceAll("/+$", "");
  }

  /**
   * Hands over an event, whose {@code uid} says to the service, too, that it takes the place of an
   * earlier one; completes with what the event came to. A service that is away or busy is tried
   * again.
   */
  Outcome take(JsonObject event) throws IOException, InterruptedException {
    var subject = execution.subject();
    var body =
        event
            .copy()
            .put("tenant_id", subject.tenantId())
            .put("user_id", subject.ownerId())
            .put("task_id", subject.taskId().toString());
    for (var name : new String[] {"description", "location", "reminder_minutes_before"}) {
      body.put(name, execution.config().getValue(name));
    }
    var request =
        HttpRequest.newBuilder(URI.create(base + PATH))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", subject.executionId().toString())
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    var answer = execution.http().sendTrusted(request);
    return answer.statusCode() / 100 == 2
        ? Outcome.completed(event.put("calendar", new WebhookAnswer(answer).excerpt()))
        : Outcome.ofHttpFailure(answer, execution.clock());
  }
}
