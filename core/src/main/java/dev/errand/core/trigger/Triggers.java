package dev.errand.core.trigger;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgErrors;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.task.MergePatch;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.trigger.Trigger.Timeline;
import dev.errand.core.trigger.TriggerCommand.CreateTrigger;
import dev.errand.core.trigger.TriggerCommand.DeleteTrigger;
import dev.errand.core.trigger.TriggerCommand.ImportTriggers;
import dev.errand.core.trigger.TriggerCommand.Imported;
import dev.errand.core.trigger.TriggerCommand.Target;
import dev.errand.core.trigger.TriggerCommand.UpdateTrigger;
import dev.errand.core.trigger.TriggerQuery.ExportTriggers;
import dev.errand.core.trigger.TriggerQuery.GetTrigger;
import dev.errand.core.trigger.TriggerQuery.ListTriggers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The use cases of triggers. Confined to one event loop. */
public final class Triggers {

  private static final List<Object> BODY = List.of("body");

  /** All triggers of an event are run by the request that tells of it. */
  private static final int MOST_OF_EVENT = 100;

  private final Means means;
  private final TriggerRows rows;
  private final TriggerRules rules;

  /**
   * What the use cases work with.
   *
   * @param factory completes and checks tasks
   * @param drafting reads their drafts
   */
  public record Means(
      Pg pg, TaskFactory factory, Drafting drafting, Ids ids, InstantSource clock) {}

  /** On the event loop of the verticle that will call it. */
  public Triggers(Means means) {
    this.means = means;
    rows = new TriggerRows(means.pg());
    rules = new TriggerRules(means.factory(), means.drafting());
  }

  /** Reads one. */
  public Future<Trigger> get(GetTrigger query) {
    return find(query.tenantId(), query.id());
  }

  /** Lists. */
  public Future<Page<Trigger>> list(ListTriggers query) {
    return rows.list(query);
  }

  /** Reads all. */
  public Future<List<Trigger>> export(ExportTriggers query) {
    return rows.all(query.tenantId());
  }

  /** Creates. */
  public Future<Trigger> create(CreateTrigger command) {
    var caller = command.caller();
    return OffLoop.compute(() -> rules.checked(command.members(), BODY))
        .compose(
            members -> {
              var trigger = made(command.id(), members, caller);
              return insert(trigger, caller).map(trigger);
            });
  }

  private Future<Void> insert(Trigger trigger, Caller caller) {
    return requireRoom(caller.tenantId(), trigger)
        .compose(room -> unique(trigger, rows.insert(caller.tenantId(), trigger)));
  }

  private Future<Void> requireRoom(String tenantId, Trigger trigger) {
    return trigger.active()
        ? rows.others(tenantId, trigger, MOST_OF_EVENT).map(others -> room(others, trigger))
        : Future.succeededFuture();
  }

  private static @Nullable Void room(int others, Trigger trigger) {
    if (others >= MOST_OF_EVENT) {
      throw new Problem.Conflict(
          "trigger_limit",
          "The event %s has %d active triggers, as many as it may: merge some of them, or turn some off"
              .formatted(trigger.eventName(), others),
          Map.of());
    }
    return null;
  }

  private Trigger made(@Nullable UUID id, JsonObject members, Caller by) {
    var now = means.clock().instant();
    return Trigger.of(means.ids().or(id), members, new Timeline(by.userId(), 1, now, now));
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<Trigger> update(UpdateTrigger command) {
    var tenantId = command.target().caller().tenantId();
    return change(
            command.target(),
            read ->
                OffLoop.compute(() -> rules.checked(patched(read, command.patch()), BODY))
                    .compose(members -> write(tenantId, read, members)))
        .compose(read -> find(tenantId, read.id()));
  }

  private JsonObject patched(Trigger read, JsonObject patch) {
    var task = patch.getJsonObject("task");
    // The draft is stored under canonical names, which a patch has to meet.
    var canonical =
        task == null
            ? patch
            : patch.copy().put("task", means.drafting().check(task, BODY).members());
    var members = MergePatch.apply(read.members(), canonical);
    return Trigger.of(read.id(), members, read.timeline()).members();
  }

  private Future<Boolean> write(String tenantId, Trigger read, JsonObject members) {
    var changed = Trigger.of(read.id(), members, read.timeline());
    return changed.equals(read)
        ? Future.succeededFuture(true)
        : requireRoom(tenantId, changed)
            .compose(
                room -> unique(changed, rows.update(tenantId, changed, means.clock().instant())));
  }

  /** Removes; answers with it as it was. */
  public Future<Trigger> delete(DeleteTrigger command) {
    var tenantId = command.target().caller().tenantId();
    return change(command.target(), read -> rows.delete(tenantId, read));
  }

  /** Makes triggers what a file says, in one transaction. */
  public Future<Imported> importAll(ImportTriggers command) {
    return OffLoop.compute(() -> allChecked(command.triggers()))
        .compose(
            checked ->
                means
                    .pg()
                    .together(
                        pg ->
                            new Triggers(
                                    new Means(
                                        pg,
                                        means.factory(),
                                        means.drafting(),
                                        means.ids(),
                                        means.clock()))
                                .takeOver(checked, command.caller())));
  }

  private List<JsonObject> allChecked(List<JsonObject> triggers) {
    var problems = new ArrayList<Violation>();
    var names = new HashSet<String>();
    var checked = new ArrayList<JsonObject>(triggers.size());
    for (int i = 0; i < triggers.size(); i++) {
      var loc = List.<Object>of("body", "triggers", i);
      var members = triggers.get(i);
      if (!names.add(members.getString("name"))) {
        var at = Placeholders.below(loc, "name");
        problems.add(new Violation(at, "is the name of another one before it", "duplicate"));
      }
      checked.add(rules.checked(members, loc, problems));
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return checked;
  }

  private Future<Imported> takeOver(List<JsonObject> triggers, Caller caller) {
    return rows.all(caller.tenantId())
        .compose(
            present -> {
              var byName = new HashMap<String, Trigger>();
              present.forEach(each -> byName.put(each.name(), each));
              var done = Future.succeededFuture(new Imported(0, 0, 0));
              for (var members : triggers) {
                done =
                    done.compose(
                        before -> takeOver(members, byName, caller).map(one -> sum(before, one)));
              }
              return done;
            });
  }

  private Future<Imported> takeOver(
      JsonObject members, Map<String, Trigger> present, Caller caller) {
    var read = present.get(members.getString("name"));
    if (read == null) {
      var trigger = made(null, members, caller);
      return insert(trigger, caller).map(new Imported(1, 0, 0));
    }
    var changed = Trigger.of(read.id(), members, read.timeline());
    if (changed.equals(read)) {
      return Future.succeededFuture(new Imported(0, 0, 1));
    }
    return requireRoom(caller.tenantId(), changed)
        .compose(room -> rows.update(caller.tenantId(), changed, means.clock().instant()))
        .compose(
            done ->
                done
                    ? Future.succeededFuture(new Imported(0, 1, 0))
                    : Future.failedFuture(
                        new Problem.Unavailable("The triggers are being changed; try again")));
  }

  private static Imported sum(Imported one, Imported other) {
    return new Imported(
        one.created() + other.created(),
        one.updated() + other.updated(),
        one.unchanged() + other.unchanged());
  }

  private Future<Trigger> change(Target target, Function<Trigger, Future<Boolean>> write) {
    return Revisions.change(
        "trigger",
        () -> find(target.caller().tenantId(), target.id()),
        read -> {
          Revisions.require(target.ifMatch(), read.etag());
          return write.apply(read);
        });
  }

  private Future<Trigger> find(String tenantId, UUID id) {
    return rows.find(tenantId, id)
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("trigger", id)));
  }

  private static <T> Future<T> unique(Trigger trigger, Future<T> write) {
    return write.recover(
        failure ->
            Future.failedFuture(
                PgErrors.isDuplicate(failure) && !PgErrors.isThere(failure)
                    ? new Problem.Conflict(
                        "duplicate_trigger",
                        "There is a trigger %s already: change that one, or choose another name"
                            .formatted(trigger.name()),
                        Map.of())
                    : failure));
  }
}
