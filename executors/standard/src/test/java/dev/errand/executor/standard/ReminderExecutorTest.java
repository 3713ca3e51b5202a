package dev.errand.executor.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Notice;
import dev.errand.executor.testing.TaskTypeSchema;
import dev.errand.executor.testing.TestExecution;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ReminderExecutorTest {

  private final ReminderExecutor executor = new ReminderExecutor();

  @Test
  void is_found_by_the_service_loader() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == ReminderExecutor.class));
  }

  @Test
  void needs_something_to_say() {
    var schema = TaskTypeSchema.of(executor.taskType());
    schema.assertSound();
    assertFalse(schema.accepts(new JsonObject()));
    assertFalse(schema.accepts(new JsonObject().put("reminder_message", " ")));
  }

  @Test
  void tells_the_assignee_what_it_says() {
    var config = new JsonObject().put("reminder_message", "Close the gate");
    var done = assertInstanceOf(Outcome.Completed.class, executor.run(TestExecution.of(config)));
    assertEquals(List.of(new Notice("assignee", "title", "Close the gate")), done.notices());
    assertEquals("assignee", done.result().getString("recipient_id"));
  }
}
