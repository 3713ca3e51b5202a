package dev.errand.core.trigger;

import dev.errand.core.identity.Caller;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.task.Places;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskQuery.FindPlaces;
import dev.errand.core.trigger.TriggerCommand.RecordEvent;
import dev.errand.core.trigger.TriggerCommand.Recorded;
import dev.errand.core.trigger.TriggerQuery.GetEvent;
import dev.errand.core.trigger.TriggerQuery.GetTrigger;
import dev.errand.core.trigger.TriggerQuery.Trial;
import dev.errand.core.trigger.TriggerQuery.TryTrigger;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The use cases of events. What is to come of one is worked out first; then the event, its tasks
 * and what came of it are written in one transaction, so that a crash leaves all of them or none.
 * Confined to one event loop.
 */
public final class Recording {

  private final Triggers.Means means;
  private final Creating creating;
  private final Function<FindPlaces, Future<Places>> places;
  private final TriggerRows triggers;
  private final EventRows events;

  /** Creates tasks, as many as their caller may have. */
  @FunctionalInterface
  public interface Creating {
    /** By the given way to the database. */
    Function<CreateTask, Future<Task>> over(Pg pg);
  }

  /** On the event loop of the verticle that will call it. */
  public Recording(
      Triggers.Means means, Creating creating, Function<FindPlaces, Future<Places>> places) {
    this.means = means;
    this.creating = creating;
    this.places = places;
    triggers = new TriggerRows(means.pg());
    events = new EventRows(means.pg());
  }

  /** Reads one. */
  public Future<Recorded> get(GetEvent query) {
    return events
        .find(query.tenantId(), query.id())
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("event", query.id())));
  }

  /** Records one, or finds that it was recorded. */
  public Future<Recorded> record(RecordEvent command) {
    var tenantId = command.caller().tenantId();
    var what = command.what();
    return events
        .repeated(tenantId, what)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found.get())
                    : happened(event(command.id(), what, command.caller()), command.caller()));
  }

  private Event event(@Nullable UUID id, Event.What what, Caller caller) {
    return new Event(means.ids().or(id), what, caller.userId(), means.clock().instant());
  }

  private Future<Recorded> happened(Event event, Caller caller) {
    return triggers
        .ofEvent(caller.tenantId(), event.what().name())
        .compose(found -> firings(found, event))
        .compose(firings -> plans(firings, event, caller))
        .compose(plans -> means.pg().together(pg -> write(pg, event, caller, plans)));
  }

  private Future<List<Firing>> firings(List<Trigger> found, Event event) {
    var looking = found.stream().filter(each -> each.looksAt(event.what().namespace())).toList();
    return looking.isEmpty()
        ? Future.succeededFuture(List.of())
        : OffLoop.compute(
            () -> {
              var allowance = new Placeholders.Allowance();
              return looking.stream()
                  .map(each -> Firing.of(each, event, means.drafting(), allowance))
                  .toList();
            });
  }

  /**
   * What is to be done at a trigger.
   *
   * @param task to be created; null if none is
   * @param instead what is noted then
   */
  private record Plan(Trigger trigger, @Nullable CreateTask task, @Nullable Outcome instead) {}

  private Future<List<Plan>> plans(List<Firing> firings, Event event, Caller caller) {
    var drafts =
        firings.stream()
            .filter(Firing::ready)
            .map(each -> Objects.requireNonNull(each.draft()))
            .toList();
    return drafts.isEmpty()
        ? Future.succeededFuture(
            firings.stream().map(each -> new Plan(each.trigger(), null, each.without())).toList())
        : placesOf(caller, drafts)
            .compose(
                found ->
                    OffLoop.compute(
                        () ->
                            firings.stream()
                                .map(each -> plan(each, event, caller, found))
                                .toList()));
  }

  private Future<Places> placesOf(Caller caller, List<JsonObject> drafts) {
    return FindPlaces.of(caller, drafts).map(places).orElse(Future.succeededFuture(Places.UNKNOWN));
  }

  private Plan plan(Firing firing, Event event, Caller caller, Places found) {
    if (!firing.ready()) {
      return new Plan(firing.trigger(), null, firing.without());
    }
    try {
      var making = new Firing.Means(means.drafting(), means.factory(), found);
      return new Plan(firing.trigger(), firing.task(event, caller, making), null);
    } catch (Problem refused) {
      return new Plan(
          firing.trigger(), null, Outcome.failed(firing.trigger(), Firing.text(refused)));
    }
  }

  private Future<Recorded> write(Pg pg, Event event, Caller caller, List<Plan> plans) {
    var tenantId = caller.tenantId();
    var rows = new EventRows(pg);
    return rows.insert(tenantId, event)
        .compose(
            first ->
                first
                    ? carryOut(creating.over(pg), plans)
                        .compose(
                            done ->
                                rows.settle(tenantId, event.id(), done.outcomes())
                                    .map(new Recorded(event, done.outcomes(), false, done.tasks())))
                    : rows.repeated(tenantId, event.what())
                        .map(
                            found ->
                                found.orElseThrow(
                                    () ->
                                        new Problem.Unavailable(
                                            "The event is being recorded elsewhere; try again"))));
  }

  private record Done(List<Outcome> outcomes, List<Task> tasks) {}

  /** One after the other, so that they share keys and quotas as they would otherwise. */
  private static Future<Done> carryOut(
      Function<CreateTask, Future<Task>> create, List<Plan> plans) {
    var done = new Done(new ArrayList<>(), new ArrayList<>());
    var last = Future.<Void>succeededFuture();
    for (var plan : plans) {
      last = last.compose(before -> carryOut(create, plan, done));
    }
    return last.map(done);
  }

  private static Future<Void> carryOut(
      Function<CreateTask, Future<Task>> create, Plan plan, Done done) {
    var command = plan.task();
    if (command == null) {
      done.outcomes().add(Objects.requireNonNull(plan.instead()));
      return Future.succeededFuture();
    }
    return create
        .apply(command)
        .transform(
            created -> {
              if (created.succeeded()) {
                var task = created.result();
                boolean own = task.key().equals(command.task().key());
                done.tasks().add(task);
                done.outcomes()
                    .add(
                        Outcome.of(
                            plan.trigger(),
                            own ? Outcome.Result.CREATED : Outcome.Result.MERGED,
                            task.key().id()));
              } else if (created.cause() instanceof Problem refused
                  && !(refused instanceof Problem.Unavailable)) {
                done.outcomes().add(Outcome.failed(plan.trigger(), Firing.text(refused)));
              } else {
                return Future.failedFuture(created.cause());
              }
              return Future.succeededFuture();
            });
  }

  /** Tells what one would come to, and writes nothing. */
  public Future<Trial> attempt(TryTrigger query) {
    var caller = query.caller();
    var event = event(null, query.what(), caller);
    return new Triggers(means)
        .get(new GetTrigger(caller.tenantId(), query.id()))
        .compose(
            trigger ->
                OffLoop.compute(
                    () ->
                        Firing.of(trigger, event, means.drafting(), new Placeholders.Allowance())))
        .compose(
            firing ->
                firing.ready()
                    ? placesOf(caller, List.of(Objects.requireNonNull(firing.draft())))
                        .compose(
                            found -> OffLoop.compute(() -> trial(firing, event, caller, found)))
                    : Future.succeededFuture(
                        new Trial(firing.fires(), firing.draft(), firing.problems())));
  }

  private Trial trial(Firing firing, Event event, Caller caller, Places found) {
    var making = new Firing.Means(means.drafting(), means.factory(), found);
    try {
      firing.task(event, caller, making);
      return new Trial(true, firing.draft(), List.of());
    } catch (Problem.Invalid invalid) {
      var problems =
          invalid.violations().stream()
              .map(each -> TriggerRules.moved(each, List.of("task")))
              .toList();
      return new Trial(true, firing.draft(), problems);
    }
  }
}
