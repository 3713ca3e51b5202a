package dev.errand.api.task;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.execution.Waiting;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Ids;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.tasktype.TaskTypes;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The operations on tasks. Thread-safe. */
public final class TaskEndpoints {

  private final TaskCreation creation;
  private final BulkCreation bulk;
  private final FromTemplate fromTemplate;
  private final FromCalendar fromCalendar;
  private final FromNdviAlert fromNdviAlert;
  private final BulkActions actions;
  private final TaskReading reading;
  private final TaskLists lists;
  private final TaskHistories histories;
  private final TaskChanges changes;
  private final TaskMoving moving;
  private final TasksByKey byKey;

  /** What the operations work with. */
  public record Means(Bus bus, TaskTypes types, Ids ids, InstantSource clock) {

    /** The same, for requests that only try. */
    public Means rehearsing() {
      return new Means(bus.rehearsing(), types, ids, clock);
    }
  }

  /** As the contract describes them. */
  public TaskEndpoints(
      Contract contract, Means means, Waiting waiting, Map<String, Expansion> expansions) {
    var bus = means.bus();
    var json = new TaskJson(means.types(), means.clock());
    var answers = new TaskAnswers(json);
    var factory = new TaskFactory(means.types(), means.ids(), means.clock());
    creation = new TaskCreation(means, factory, waiting, answers);
    bulk = new BulkCreation(bus, factory, contract.shape("SuggestedTask"), json);
    fromTemplate = new FromTemplate(means, contract.shape("NewTask"), creation);
    fromCalendar = new FromCalendar(means, creation);
    fromNdviAlert = new FromNdviAlert(means.clock(), creation);
    actions = new BulkActions(bus, means.types());
    reading = new TaskReading(bus, answers, expansions);
    lists = new TaskLists(means, json);
    histories = new TaskHistories(bus);
    moving = new TaskMoving(bus, means.ids(), answers);
    changes = new TaskChanges(bus, waiting, moving, answers);
    byKey = new TasksByKey(bus, creation, answers);
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    var all = new HashMap<>(ofTasks());
    all.putAll(moving.byOperation());
    all.putAll(byKey.byOperation());
    all.putAll(lists.byOperation());
    all.putAll(histories.byOperation());
    return Map.copyOf(all);
  }

  private Map<String, Endpoint> ofTasks() {
    return Map.ofEntries(
        Map.entry("createTask", creation),
        Map.entry("createTasks", bulk),
        Map.entry("autoCreateTasks", bulk),
        Map.entry("createFromTemplate", fromTemplate),
        Map.entry("createFromCalendar", fromCalendar),
        Map.entry("createWithAstronomical", fromCalendar),
        Map.entry("createFromNdviAlert", fromNdviAlert),
        Map.entry("executePending", changes::run),
        Map.entry("actOnTasks", actions),
        Map.entry("getTask", reading::get),
        Map.entry("getTaskStatus", reading::status),
        Map.entry("updateTask", changes::update),
        Map.entry("replaceTask", changes::update),
        Map.entry("deleteTask", changes::delete),
        Map.entry("runTask", changes::run),
        Map.entry("executeTask", changes::run));
  }
}
