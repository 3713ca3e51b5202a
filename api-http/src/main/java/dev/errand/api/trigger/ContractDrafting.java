package dev.errand.api.trigger;

import dev.errand.api.contract.Contract;
import dev.errand.api.contract.Shape;
import dev.errand.api.task.TaskInput;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.NewTask;
import dev.errand.core.trigger.Drafting;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Reads drafts as the body of a request to create a task is read. Thread-safe. */
public final class ContractDrafting implements Drafting {

  private final Shape shape;

  /** As the contract describes new tasks. */
  public ContractDrafting(Contract contract) {
    shape = contract.shape("NewTask");
  }

  @Override
  public Checked check(JsonObject draft, List<Object> loc) {
    var checked = shape.check(draft, loc);
    return new Checked(
        checked.object(), List.<Violation>copyOf(checked.violations()), checked.faulty());
  }

  @Override
  public NewTask task(JsonObject members) {
    return TaskInput.newTask(members);
  }
}
