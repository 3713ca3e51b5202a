package dev.errand.core.testing;

import dev.errand.core.execution.Execution;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.TaskDraft;
import dev.errand.core.trigger.Drafting;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Reads drafts as a test says once it knows how; until then takes all for right. Thread-safe. */
public final class LaterDrafting implements Drafting {

  private volatile Drafting reading =
      new Drafting() {
        @Override
        public Checked check(JsonObject draft, List<Object> loc) {
          return new Checked(draft, List.of(), Set.of());
        }

        @Override
        public NewTask task(JsonObject members) {
          var cause = new Execution.Trigger("manual", null);
          return TaskDraft.task(members, new NewTask.Start(null, null, cause));
        }
      };

  /** From now on, like this. */
  public void use(Drafting other) {
    reading = other;
  }

  @Override
  public Checked check(JsonObject draft, List<Object> loc) {
    return reading.check(draft, loc);
  }

  @Override
  public NewTask task(JsonObject members) {
    return reading.task(members);
  }
}
