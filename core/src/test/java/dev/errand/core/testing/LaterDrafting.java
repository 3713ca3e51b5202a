package dev.errand.core.testing;

import dev.errand.core.task.NewTask;
import dev.errand.core.trigger.Drafting;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Reads drafts as a test says once it knows how. Thread-safe. */
public final class LaterDrafting implements Drafting {

  private volatile Drafting reading = Drafting.NONE;

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
