package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.executor.Execution.Subject;
import dev.errand.executor.Executor;
import dev.errand.executor.testing.Attempt.Ending;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether one instance serves many executions at once: what comes of each must be what comes of it
 * when it is alone, unless that differs from one time to the next anyway.
 */
final class Neighbours {

  private static final int AT_ONCE = 16;
  private static final int MOST_CALLS = 12;

  private final ExecutorContract contract;
  private final Executor shared;

  /** An execution, and what comes of it alone; null where that is never the same. */
  private record Expected(JsonObject config, int number, @Nullable Object alone) {}

  Neighbours(ExecutorContract contract) {
    this.contract = contract;
    this.shared = contract.executor();
  }

  void require() throws InterruptedException {
    var all = expected();
    for (int i = 0; i < all.size(); i++) {
      requireUnmovedBy(all.get(i), all.get((i + 1) % all.size()));
    }
    requireSideBySide(manyLike(all));
  }

  private Object essence(Ending ending) {
    return ending.outcome() == null ? ending : contract.essence(ending.outcome());
  }

  private List<Expected> expected() throws InterruptedException {
    var all = new ArrayList<Expected>();
    var configs = new ArrayList<>(contract.configs());
    configs.addAll(contract.configs().subList(0, Math.min(1, configs.size())));
    for (var config : configs) {
      int number = all.size();
      var first = essence(contract.ended(contract.executor(), config, execution(config, number)));
      // Delivered twice: the second may well come to the same, and must come to something.
      var second = essence(contract.ended(contract.executor(), config, execution(config, number)));
      all.add(new Expected(config, number, first.equals(second) ? first : null));
    }
    return all;
  }

  private TestExecution execution(JsonObject config, int number) {
    var task = new UUID(8, number);
    return contract
        .execution(contract.merged(config))
        .of(new Subject("tenant", task, task, 1, "type", "task " + number, "owner", "assignee"));
  }

  /** Holds one execution at each of its calls in turn, and lets another pass it there. */
  private void requireUnmovedBy(Expected one, Expected other) throws InterruptedException {
    for (int held = 1; held <= MOST_CALLS; held++) {
      var arrived = new CountDownLatch(1);
      var passed = new CountDownLatch(1);
      var calls = new AtomicInteger();
      int place = held;
      var execution =
          execution(one.config(), one.number())
              .interceptedBy(
                  () -> {
                    if (calls.incrementAndGet() == place) {
                      arrived.countDown();
                      awaitUninterruptibly(passed);
                    }
                  });
      var attempt = Attempt.start(shared, execution);
      long end = System.nanoTime() + contract.patience().toNanos();
      while (!arrived.await(1, TimeUnit.MILLISECONDS)) {
        if (attempt.ended() || System.nanoTime() > end) {
          return;
        }
      }
      contract.ended(shared, other.config(), execution(other.config(), other.number()));
      passed.countDown();
      requireEqual(one, contract.ended(attempt, one.config()));
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Executions of their own, since no two that run at a time are the same. */
  private List<Expected> manyLike(List<Expected> few) throws InterruptedException {
    var many = new ArrayList<Expected>();
    for (int i = 0; i < AT_ONCE; i++) {
      var like = few.get(i % few.size());
      int number = few.size() + i;
      var alone =
          like.alone() == null
              ? null
              : essence(contract.ended(shared, like.config(), execution(like.config(), number)));
      many.add(new Expected(like.config(), number, alone));
    }
    return many;
  }

  private void requireSideBySide(List<Expected> all) throws InterruptedException {
    var attempts = new ArrayList<Attempt>();
    for (var each : all) {
      attempts.add(Attempt.start(shared, execution(each.config(), each.number())));
    }
    for (int i = 0; i < all.size(); i++) {
      requireEqual(all.get(i), contract.ended(attempts.get(i), all.get(i).config()));
    }
  }

  private void requireEqual(Expected expected, Ending ending) {
    if (expected.alone() != null) {
      assertEquals(
          expected.alone(),
          essence(ending),
          () ->
              "an execution beside others came to something else than alone, with "
                  + expected.config());
    }
  }
}
