package dev.errand.core.quota;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Level;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.quota.QuotaRows.Account;
import dev.errand.core.quota.QuotaRows.Item;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers within what their level allows. Room is claimed before the work and the claim ended
 * after it, so all kinds of work are counted exactly, on any number of nodes; who has no limits
 * pays nothing. Confined to one event loop.
 */
public final class Quotas {

  private final Levels levels;
  private final QuotaRows rows;
  private final InstantSource clock;

  /** On the event loop of the verticle that will call it. */
  public Quotas(Pg pg, InstantSource clock, Levels levels) {
    rows = new QuotaRows(pg);
    this.clock = clock;
    this.levels = levels;
  }

  /** The same, by another way to the database. */
  public Quotas over(Pg other) {
    return new Quotas(other, clock, levels.over(other));
  }

  /** Who has which level. */
  public Levels levels() {
    return levels;
  }

  /** Does something there is room for; the predicate tells from its result if it was used. */
  public <R> Future<R> within(
      Caller caller, Item item, Supplier<Future<R>> work, Predicate<R> used) {
    return claim(caller, () -> List.of(item))
        .compose(
            grant -> {
              if (grant.unlimited()) {
                return work.get();
              }
              var refusal = grant.refusal(0);
              return refusal == null
                  ? settled(grant, work.get(), (result, index) -> used.test(result))
                  : Future.failedFuture(refusal);
            });
  }

  /** Tells of the result of some work which items were used. */
  @FunctionalInterface
  public interface Used<R> {
    /** True if the item has come to be. */
    boolean test(R result, int item);
  }

  /** The result, once the claim has ended; of lost work nobody knows whether it was done. */
  public static <R> Future<R> settled(Grant grant, Future<R> work, Used<R> used) {
    return work.transform(
        done -> {
          IntPredicate came =
              done.succeeded()
                  ? item -> used.test(done.result(), item)
                  : item ->
                      !(done.cause() instanceof Problem)
                          || done.cause() instanceof Problem.Unavailable;
          return grant
              .settle(came)
              // It ends by itself.
              .otherwiseEmpty()
              .compose(
                  settled ->
                      done.succeeded()
                          ? Future.succeededFuture(done.result())
                          : Future.failedFuture(done.cause()));
        });
  }

  /** Claims room for items, in order: what there is no room for is refused. */
  public Future<Grant> claim(Caller caller, Supplier<List<Item>> items) {
    return levels
        .of(caller)
        .compose(
            level ->
                claim(caller, level, items)
                    .compose(
                        grant ->
                            grant.refusesAny()
                                ? again(caller, level, items, grant)
                                : Future.succeededFuture(grant)));
  }

  /** Whoever has just been given more is not refused for what a node remembers. */
  private Future<Grant> again(
      Caller caller, Level level, Supplier<List<Item>> items, Grant refusing) {
    return levels
        .afresh(caller)
        .compose(
            now ->
                now == level
                    ? Future.succeededFuture(refusing)
                    : refusing.settle(item -> false).compose(ended -> claim(caller, now, items)));
  }

  private Future<Grant> claim(Caller caller, Level level, Supplier<List<Item>> asked) {
    var allowance = Allowance.of(level);
    if (allowance.unlimited()) {
      return Future.succeededFuture(Grant.UNLIMITED);
    }
    var account = new Account(caller.tenantId(), caller.userId(), allowance);
    var now = clock.instant();
    var items = asked.get();
    return rows.claim(account, items, now).map(words -> grant(account, items, words, now));
  }

  private Grant grant(Account account, List<Item> items, List<String> words, Instant now) {
    var refusals = new ArrayList<@Nullable Problem>(words.size());
    words.forEach(word -> refusals.add(Limits.refusal(account.allowance(), word, now)));
    var granted =
        IntStream.range(0, items.size()).filter(item -> words.get(item).isEmpty()).toArray();
    return new Grant(
        refusals,
        used -> {
          int unused = 0;
          var claimed = new ArrayList<Item>();
          for (int item : granted) {
            claimed.add(items.get(item));
            unused += items.get(item).runs() && !used.test(item) ? 1 : 0;
          }
          return claimed.isEmpty()
              ? Future.succeededFuture()
              : rows.settle(account, claimed, unused, now);
        });
  }
}
