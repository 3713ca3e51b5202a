package dev.errand.app.demo;

import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskOrder;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A tenant with a few tasks of each kind, made once. */
public final class DemoTenant {

  /** To be sent as {@code X-Tenant-ID}. */
  public static final String ID = "demo";

  private static final Caller CALLER =
      new Caller(
          ID, "demo", Role.ADMIN, null, new Caller.Origin("demo", "errand --demo"), Sight.ALL);

  private final Bus bus;
  private final TaskFactory factory;

  /** Creates tasks as any caller would. */
  public DemoTenant(Bus bus, TaskFactory factory) {
    this.bus = bus;
    this.factory = factory;
  }

  /** Creates the tasks, unless the tenant has some already. */
  public Future<Void> fill() {
    return bus.request(new ListTasks(ID, TaskFilter.ALL, TaskOrder.DUE, new Page(1, 0, null)))
        .compose(
            page ->
                page.items().isEmpty()
                    ? Future.all(samples().stream().map(this::create).toList()).mapEmpty()
                    : Future.succeededFuture());
  }

  private record Sample(String type, boolean run, JsonObject members) {}

  private static List<Sample> samples() {
    return List.of(
        new Sample("todo", false, title("Order seeds").put("priority", "high")),
        new Sample("irrigation", false, title("Water field 7").put("estimated_minutes", 90)),
        new Sample("scouting", false, title("Look for rust in the wheat")),
        new Sample(
            "weather",
            true,
            title("Weather in Enschede")
                .put("config", new JsonObject().put("location", "Enschede"))),
        new Sample("news", true, title("Today's news")));
  }

  private static JsonObject title(String title) {
    return new JsonObject().put("title", title);
  }

  private Future<Task> create(Sample sample) {
    var start =
        new NewTask.Start(sample.run() ? true : null, null, new Execution.Trigger("manual", null));
    return bus.request(factory.create(NewTask.of(sample.type(), start, sample.members()), CALLER));
  }
}
