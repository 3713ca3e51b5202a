package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt.Ending;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every executor owes the service, as tests: extend it, say which executor is meant, and where
 * its examples find what they need. Each test that fails names a promise of the SPI that is not
 * kept. It runs attempts as the service does, each on a virtual thread, on a clock that stands
 * still at {@link TestExecution#NOW}.
 */
public abstract class ExecutorContract {

  private static final Duration GETTING_GOING = Duration.ofSeconds(1);

  /** A new one, as the service loader would make it. */
  protected abstract Executor executor();

  /**
   * An attempt at a config in surroundings where it succeeds: with the settings that the executor
   * needs, and the way out to a server that answers as the real one would. Called for each attempt.
   *
   * @param config with the type's defaults merged under it
   */
  protected TestExecution execution(JsonObject config) {
    return TestExecution.of(config);
  }

  /** Configs that succeed there: the examples of the type, unless overridden. */
  protected List<JsonObject> configs() {
    return executor().taskType().config().examples();
  }

  /**
   * What of an outcome must be the same, however many others run beside it: all of it, unless
   * overridden by executors whose results hold the time of an answer and the like.
   */
  protected Object essence(Outcome outcome) {
    return outcome;
  }

  /** How long an attempt may take: a bound, not an expectation. */
  protected Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Test
  final void is_found_by_the_service_loader() {
    var type = executor().getClass();
    assertTrue(
        ServiceLoader.load(Executor.class).stream().anyMatch(found -> found.type() == type),
        () ->
            "META-INF/services/%s must have a line %s"
                .formatted(Executor.class.getName(), type.getName()));
  }

  @Test
  final void describes_itself_the_same_each_time() {
    var executor = executor();
    var type = executor.taskType();
    assertNotNull(type, "taskType() returns null");
    assertEquals(type, executor.taskType(), "taskType() changes");
    assertEquals(type, executor().taskType(), "taskType() differs from one instance to the next");
  }

  @Test
  final void has_a_name_limits_and_retries_that_the_service_takes() {
    TypeCheck.require(executor().taskType());
  }

  @Test
  final void its_schema_accepts_its_examples_and_explains_its_members() {
    TaskTypeSchema.of(executor().taskType()).assertSound();
  }

  @Test
  final void its_examples_complete_with_a_result_that_can_be_kept() throws Exception {
    var executor = executor();
    for (var config : configs()) {
      completed(executor, config, execution(merged(config)));
    }
  }

  @Test
  final void the_next_run_finds_its_way_about_what_the_last_one_remembered() throws Exception {
    var executor = executor();
    for (var config : configs()) {
      var memory = completed(executor, config, execution(merged(config))).memory();
      if (memory != null) {
        var kept = new JsonObject(memory.encode());
        completed(executor, config, execution(merged(config)).remembering(kept));
      }
    }
  }

  @Test
  final void ends_when_its_task_is_cancelled() throws Exception {
    endsWhenInterrupted("its task was cancelled", TestExecution::cancel);
  }

  @Test
  final void ends_at_its_deadline() throws Exception {
    endsWhenInterrupted("it had reached its deadline", execution -> {});
  }

  private void endsWhenInterrupted(String reason, Consumer<TestExecution> first) throws Exception {
    for (var config : configs()) {
      var hanging = FaultyHttp.hanging();
      var execution = execution(merged(config)).over(hanging);
      var attempt = Attempt.start(executor(), execution);
      long end = System.nanoTime() + GETTING_GOING.toNanos();
      while (hanging.calls() == 0 && System.nanoTime() < end) {
        if (attempt.end(Duration.ofMillis(5)) != null) {
          break;
        }
      }
      first.accept(execution);
      assertNotNull(
          attempt.interrupt().end(patience()),
          () -> "%s: it went on when interrupted because %s".formatted(config, reason));
    }
  }

  @Test
  final void an_upstream_that_cannot_be_reached_is_worth_another_attempt() throws Exception {
    meets(FaultyHttp::unreachable, ending -> requireRetryable("the upstream is away", ending));
  }

  @Test
  final void an_upstream_that_is_swamped_is_worth_another_attempt_when_it_says() throws Exception {
    var later = Map.of("Retry-After", List.of("7"));
    for (int status : List.of(429, 503)) {
      meets(
          () -> FaultyHttp.answering(status, later, "later"),
          ending -> {
            requireRetryable("the upstream answers " + status, ending);
            var outcome = assertInstanceOf(Outcome.Failed.class, ending.outcome());
            assertTrue(
                outcome.retryAfter() != null
                    && outcome.retryAfter().compareTo(Duration.ofSeconds(7)) >= 0,
                () -> "after Retry-After: 7 it would try again after " + outcome.retryAfter());
          });
    }
  }

  @Test
  final void what_the_egress_rules_forbid_is_not_tried_again() throws Exception {
    meets(
        FaultyHttp::refused,
        ending ->
            assertTrue(
                ending.thrown() instanceof Http.Refused || (ends(ending) && !retries(ending)),
                () -> "Http.Refused must end the task, but this came of it: " + ending));
  }

  @Test
  final void an_answer_that_makes_no_sense_ends_clearly() throws Exception {
    for (var body : List.of("<html><body>Welcome</body></html>", "{\"x\": [", "", "[]", "null")) {
      meets(
          () -> FaultyHttp.answering(200, Map.of("Content-Type", List.of("text/html")), body),
          ending -> {});
    }
  }

  @Test
  final void whatever_its_schema_accepts_ends_in_an_outcome() throws Exception {
    var executor = executor();
    var schema = TaskTypeSchema.of(executor.taskType());
    for (var config : ConfigVariants.of(schema, configs())) {
      ended(executor, config, execution(merged(config)));
    }
  }

  @Test
  final void executions_at_the_same_time_do_not_mix() throws Exception {
    new Neighbours(this).require();
  }

  @Test
  final void tells_no_secret() throws Exception {
    new Secrets(this).require();
  }

  /** Runs each config where there is trouble, and once more where there is none. */
  private void meets(Supplier<FaultyHttp> trouble, Consumer<Ending> check) throws Exception {
    var executor = executor();
    for (var config : configs()) {
      var http = trouble.get();
      var ending = ended(executor, config, execution(merged(config)).over(http));
      if (http.calls() > 0) {
        check.accept(ending);
        completed(executor, config, execution(merged(config)));
      }
    }
  }

  private static void requireRetryable(String trouble, Ending ending) {
    boolean network = ending.thrown() != null && !(ending.thrown() instanceof Http.Refused);
    assertTrue(
        network || retries(ending) || ending.outcome() instanceof Outcome.Snoozed,
        () -> trouble + ", which another attempt may mend, but this came of it: " + ending);
  }

  private static boolean ends(Ending ending) {
    return ending.outcome() instanceof Outcome.Failed;
  }

  private static boolean retries(Ending ending) {
    return ending.outcome() instanceof Outcome.Failed failed && failed.retryable();
  }

  JsonObject merged(JsonObject config) {
    return executor().taskType().config().defaults().copy().mergeIn(config);
  }

  Outcome.Completed completed(Executor executor, JsonObject config, TestExecution execution)
      throws InterruptedException {
    var ending = ended(executor, config, execution);
    return assertInstanceOf(
        Outcome.Completed.class, ending.outcome(), () -> config + " came to " + ending);
  }

  /** Waits for an outcome that can be kept, or for an exception that says something. */
  Ending ended(Executor executor, JsonObject config, TestExecution execution)
      throws InterruptedException {
    return ended(Attempt.start(executor, execution), config);
  }

  Ending ended(Attempt attempt, JsonObject config) throws InterruptedException {
    var ending = attempt.end(patience());
    assertNotNull(ending, () -> "no outcome within %s of %s".formatted(patience(), config));
    try {
      requireClear(ending);
    } catch (AssertionError unclear) {
      throw new AssertionError(unclear.getMessage() + "; the config was " + config, unclear);
    }
    return ending;
  }

  private static void requireClear(Ending ending) {
    @Nullable Throwable thrown = ending.thrown();
    if (thrown == null) {
      OutcomeCheck.require(ending.outcome());
      return;
    }
    assertTrue(
        thrown instanceof IOException,
        () ->
            "%s was thrown, which says nothing to whoever made the task: return Outcome.failed or failedForGood with a reason"
                .formatted(thrown));
    assertFalse(
        thrown.getMessage() == null || thrown.getMessage().isBlank(),
        () -> thrown + " has no message");
  }
}
