package dev.errand.core.fact;

import dev.errand.core.fact.Fact.Timeline;
import dev.errand.core.fact.FactCommand.CleanUp;
import dev.errand.core.fact.FactCommand.CleanUpFacts;
import dev.errand.core.fact.FactCommand.CreateFact;
import dev.errand.core.fact.FactCommand.DeleteFact;
import dev.errand.core.fact.FactCommand.LinkFact;
import dev.errand.core.fact.FactCommand.Target;
import dev.errand.core.fact.FactCommand.UnlinkFact;
import dev.errand.core.fact.FactCommand.UpdateFact;
import dev.errand.core.fact.FactQuery.GetFact;
import dev.errand.core.fact.FactQuery.GetFactStats;
import dev.errand.core.fact.FactQuery.LinkedFact;
import dev.errand.core.fact.FactQuery.ListFactTasks;
import dev.errand.core.fact.FactQuery.ListFacts;
import dev.errand.core.fact.FactQuery.ListTaskFacts;
import dev.errand.core.fact.FactQuery.Stats;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.MergePatch;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The use cases of facts: everyone reads them and all but viewers create them; who has created one,
 * a manager and an admin change it. Confined to one event loop.
 */
public final class Facts {

  private static final List<String> STATEMENT = List.of("subject", "predicate", "object");

  private final FactRows rows;
  private final FactLinkRows links;
  private final FactStats stats;
  private final Tasks tasks;
  private final Ids ids;
  private final InstantSource clock;

  /** On the event loop of the verticle that will call it. */
  public Facts(Pg pg, Tasks tasks, Ids ids, InstantSource clock) {
    rows = new FactRows(pg);
    links = new FactLinkRows(pg, ids);
    stats = new FactStats(pg);
    this.tasks = tasks;
    this.ids = ids;
    this.clock = clock;
  }

  /** Reads one. */
  public Future<Fact> get(GetFact query) {
    return read(query);
  }

  /** Lists. */
  public Future<Page<Fact>> list(ListFacts query) {
    return rows.list(query);
  }

  /** Counts. */
  public Future<Stats> stats(GetFactStats query) {
    return stats.count(query, clock.instant());
  }

  /** Creates. */
  public Future<Fact> create(CreateFact command) {
    var caller = command.caller();
    require(caller, "create");
    var now = clock.instant();
    var timeline = new Timeline(caller.userId(), 1, now, now);
    var fact = checked(caller.tenantId(), ids.or(command.id()), command.members(), timeline);
    return rows.insert(fact).map(fact);
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<Fact> update(UpdateFact command) {
    return change(
            command.target(),
            "update",
            read -> {
              var members = MergePatch.apply(read.members(), command.patch());
              var changed = checked(read.tenantId(), read.id(), members, read.timeline());
              return changed.equals(read)
                  ? Future.succeededFuture(true)
                  : rows.update(read, changed, clock.instant());
            })
        .compose(done -> read(of(command.target())));
  }

  /** Removes; answers with it as it was. */
  public Future<Fact> delete(DeleteFact command) {
    return change(command.target(), "delete", rows::delete);
  }

  private Future<Fact> change(Target target, String action, Function<Fact, Future<Boolean>> write) {
    return Revisions.change(
        "fact",
        () -> read(of(target)),
        read -> {
          requireChange(target.caller(), read, action);
          Revisions.require(target.ifMatch(), read.etag());
          return write.apply(read);
        });
  }

  /** Removes what holds no longer. */
  public Future<CleanUp> cleanUp(CleanUpFacts command) {
    var caller = command.caller();
    if (!caller.role().atLeast(Role.MANAGER)) {
      throw new Problem.Denied("delete");
    }
    var now = clock.instant();
    return command.dryRun()
        ? rows.countExpired(caller.tenantId(), command.namespace(), now)
            .map(expired -> new CleanUp(expired, 0))
        : deleteExpired(command, now, 0).map(deleted -> new CleanUp(deleted, deleted));
  }

  private Future<Integer> deleteExpired(CleanUpFacts command, Instant now, int before) {
    return rows.deleteExpired(command.caller().tenantId(), command.namespace(), now)
        .compose(
            deleted ->
                deleted == 0
                    ? Future.succeededFuture(before)
                    : deleteExpired(command, now, before + deleted));
  }

  /** Says what a task has to do with a fact. */
  public Future<FactLink> link(LinkFact command) {
    var link =
        new FactLink(
            command.task(),
            command.factId(),
            command.relation(),
            command.caller().userId(),
            clock.instant());
    return mine(command.task(), command.caller(), "link_fact")
        .compose(task -> links.link(link, command.caller().sight()))
        .map(found -> found.orElseThrow(() -> unknownInBody(command.factId())));
  }

  private static Problem unknownInBody(UUID factId) {
    return new Problem.Invalid(
        List.of(
            Violation.ofBody(
                "fact_id", "must be the id of a fact; there is none " + factId, "unknown")));
  }

  /** Takes back what a task has to do with a fact. */
  public Future<Void> unlink(UnlinkFact command) {
    return mine(command.task(), command.caller(), "unlink_fact")
        .compose(task -> links.unlink(command, clock.instant()))
        .map(
            done -> {
              if (!done) {
                throw new Problem.NotFound("fact", command.factId());
              }
              return null;
            });
  }

  /** Whoever works on a task may say what it reads and produces. */
  private Future<Task> mine(TaskKey key, Caller caller, String action) {
    return tasks
        .get(new GetTask(key, caller.sight()))
        .map(
            task -> {
              new Condition(caller, null).requireContribution(task, action);
              return task;
            });
  }

  /** The facts of a task. */
  public Future<Page<LinkedFact>> ofTask(ListTaskFacts query) {
    return tasks.get(new GetTask(query.task(), query.sight())).compose(task -> links.facts(query));
  }

  /** The tasks of a fact. */
  public Future<Page<FactLink>> ofFact(ListFactTasks query) {
    return read(new GetFact(query.tenantId(), query.factId(), query.sight()))
        .compose(fact -> links.tasks(query));
  }

  private Future<Fact> read(GetFact query) {
    return rows.find(query)
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("fact", query.id())));
  }

  private static GetFact of(Target target) {
    return new GetFact(target.caller().tenantId(), target.id(), target.caller().sight());
  }

  private static void require(Caller caller, String action) {
    if (caller.role() == Role.VIEWER) {
      throw new Problem.Denied(action);
    }
  }

  private static void requireChange(Caller caller, Fact fact, String action) {
    require(caller, action);
    if (!caller.userId().equals(fact.timeline().createdBy())
        && !caller.role().atLeast(Role.MANAGER)) {
      throw new Problem.Denied(action);
    }
  }

  /** What the contract cannot say: members that go together. */
  private static Fact checked(String tenantId, UUID id, JsonObject members, Timeline timeline) {
    var wrong = new ArrayList<Violation>();
    var given = STATEMENT.stream().filter(name -> members.getValue(name) != null).toList();
    if (!given.isEmpty()) {
      for (var name : STATEMENT) {
        if (!given.contains(name)) {
          wrong.add(
              Violation.ofBody(
                  name,
                  "is required beside %s: give subject, predicate and object, or none of them"
                      .formatted(String.join(" and ", given)),
                  "missing"));
        }
      }
    }
    var from = TaskDetails.instant(members.getString("valid_from"));
    var to = TaskDetails.instant(members.getString("valid_to"));
    if (from != null && to != null && to.isBefore(from)) {
      wrong.add(
          Violation.ofBody("valid_to", "must not be before valid_from, which is " + from, "order"));
    }
    if (!wrong.isEmpty()) {
      throw new Problem.Invalid(wrong);
    }
    return Fact.of(tenantId, id, members, timeline);
  }
}
