package dev.errand.core.recurrence;

import dev.errand.core.identity.Level;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.problem.Problem;
import dev.errand.core.quota.Allowance;
import dev.errand.core.quota.Levels;
import dev.errand.core.quota.QuotaRows;
import dev.errand.core.quota.QuotaRows.Account;
import dev.errand.core.quota.QuotaRows.Item;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.TaskDraft;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Finds the times of schedules for which their owners have no room. Nobody asks for them, so what
 * counts is the level that is stored of the owner, or else the usual one. Confined to one event
 * loop.
 */
final class FiringQuotas {

  private final TaskFactory factory;
  private final Levels levels;

  FiringQuotas(TaskFactory factory, Levels levels) {
    this.factory = factory;
    this.levels = levels;
  }

  /** A time of a schedule. */
  record Moment(ScheduleKey key, Instant logical) {}

  private record Wanted(Moment moment, Item item) {}

  /** The times that are to be left out, and why; held by the transaction that goes on with it. */
  Future<Map<Moment, String>> exceeded(Transaction transaction, List<Plan> plans, Instant now) {
    // In an order, so that two passes do not wait for each other.
    var wanted =
        new TreeMap<Account, List<Wanted>>(
            Comparator.comparing(Account::tenantId).thenComparing(Account::userId));
    for (var plan : plans) {
      var schedule = plan.schedule();
      var owner = schedule.ownerId();
      var allowance = Allowance.of(Level.of(schedule.ownerLevel()).orElse(levels.usual()));
      if (owner != null && !allowance.unlimited()) {
        wanted
            .computeIfAbsent(
                new Account(schedule.key().tenantId(), owner, allowance), a -> new ArrayList<>())
            .addAll(wanted(plan));
      }
    }
    var exceeded = new HashMap<Moment, String>();
    Future<Void> chain = Future.succeededFuture();
    for (var each : wanted.entrySet()) {
      chain =
          chain.compose(
              before ->
                  claim(transaction, each.getKey(), each.getValue(), now)
                      .onSuccess(exceeded::putAll)
                      .mapEmpty());
    }
    return chain.map(exceeded);
  }

  private static Future<Map<Moment, String>> claim(
      Transaction transaction, Account account, List<Wanted> wanted, Instant now) {
    if (wanted.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return QuotaRows.claim(transaction, account, wanted.stream().map(Wanted::item).toList(), now)
        .map(
            words -> {
              var exceeded = new HashMap<Moment, String>();
              for (int i = 0; i < words.size(); i++) {
                if (!words.get(i).isEmpty()) {
                  exceeded.put(
                      wanted.get(i).moment(), "quota: the owner has reached " + words.get(i));
                }
              }
              return exceeded;
            });
  }

  private List<Wanted> wanted(Plan plan) {
    var schedule = plan.schedule();
    var draft = schedule.draft();
    var task = schedule.task();
    var wanted = new ArrayList<Wanted>();
    for (var time : plan.times()) {
      if (time.fires()) {
        var moment = new Moment(schedule.key(), time.logical());
        var item =
            draft != null
                ? new Item(standIn(moment), true, !isOfPeople(draft))
                : task == null ? null : new Item(task.id(), true, true);
        if (item != null) {
          wanted.add(new Wanted(moment, item));
        }
      }
    }
    return wanted;
  }

  /** The task has no id yet, and is not to be confused with any other. */
  private static UUID standIn(Moment moment) {
    return new UUID(moment.logical().toEpochMilli(), moment.key().id().getLeastSignificantBits());
  }

  private boolean isOfPeople(JsonObject draft) {
    try {
      var start =
          new NewTask.Start(
              true, null, new dev.errand.core.execution.Execution.Trigger("schedule", null));
      return factory.performer(TaskDraft.task(draft, start)) == Performer.HUMAN;
    } catch (Problem.Invalid wrong) {
      return true;
    }
  }
}
