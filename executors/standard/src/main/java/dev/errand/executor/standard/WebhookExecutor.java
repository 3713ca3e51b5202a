package dev.errand.executor.standard;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import java.io.IOException;

/**
 * Calls a URL that the task's author chose, with a body made of the config and of what triggered
 * the task.
 */
public final class WebhookExecutor implements Executor {

  private static final TaskType TYPE =
      TaskType.named("webhook")
          .alsoKnownAs("custom")
          .describedAs(
              "Webhook",
              "Calls a URL. In the body and in header values, {{config.name}} and {{trigger.name}}"
                  + " stand for members of the config and of what triggered the task; a text that"
                  + " is one placeholder and nothing else keeps the member's type. Answers 429 and"
                  + " 5xx are retried, no sooner than their Retry-After; other refusals are final.")
          .configuredBy(WebhookRequest.CONFIG)
          .defaultingTo(TaskType.Defaults.USUAL.withCredits("5"));

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    var usage = Usage.apiCalls(1);
    try {
      var request = WebhookRequest.of(execution.config(), execution.triggerData());
      var response = execution.http().send(request);
      var answer = new WebhookAnswer(response);
      return response.statusCode() / 100 == 2
          ? Outcome.completed(answer.result()).using(usage)
          : Outcome.ofHttpFailure(response, execution.clock()).with(answer.excerpt()).using(usage);
    } catch (Refusal e) {
      return e.failed();
    }
  }
}
