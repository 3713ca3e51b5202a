package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page.Part;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskQuery.FindHistory;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.tasktype.Performer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The history of all tasks of a tenant, and walks through it and through that of one. */
class TaskHistoryTest {

  private static final Random RANDOM = new Random(18);
  private static final HistoryFilter ALL = new HistoryFilter(null, null, null, Span.EVER);

  private static Scene scene;

  @BeforeAll
  static void fill() {
    scene = new Scene();
    for (int i = 0; i < 3; i++) {
      for (var status : TaskStatus.values()) {
        if (Scene.knows(Performer.HUMAN, status)) {
          scene.core.clock.advance(Duration.ofMinutes(3));
          var task = scene.in(Performer.HUMAN, status);
          if (i == 0 && status != TaskStatus.RUNNING) {
            scene.move(task, new Simple(TaskMove.DELETE));
          }
        }
      }
    }
    // As if the service itself had called those off.
    scene.sql(
        "update task_history set actor_id = 'system:expiry', actor_kind = 'system' where action = 'cancelled'");
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  private static List<HistoryEntry> walk(HistoryFilter filter, int limit) {
    var found = new ArrayList<HistoryEntry>();
    String place = null;
    do {
      var page = scene.core.ask(new FindHistory("t1", filter, new Part(limit, 0, place)));
      found.addAll(page.items());
      place = page.next();
    } while (place != null);
    return found;
  }

  private static List<HistoryEntry> whole() {
    return scene.core.ask(new FindHistory("t1", ALL, new Part(100, 0, null))).items();
  }

  @Test
  void tells_what_was_done_to_all_tasks_newest_first_deleted_ones_too() {
    var whole = whole();
    var times = whole.stream().map(HistoryEntry::at).toList();
    assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
    assertTrue(whole.stream().anyMatch(entry -> entry.action().equals("deleted")));
    assertEquals(
        String.valueOf(whole.size()), scene.text("select count(*)::text from task_history"));
    assertEquals(
        List.of("system"),
        whole.stream()
            .filter(entry -> entry.action().equals("cancelled"))
            .map(entry -> entry.actor().kind())
            .distinct()
            .toList());
    assertEquals(
        List.of(), scene.core.ask(new FindHistory("t2", ALL, new Part(100, 0, null))).items());
  }

  @Test
  void a_walk_by_cursor_finds_exactly_what_the_filter_says() {
    var whole = whole();
    int found = 0;
    for (int i = 0; i < 60; i++) {
      var filter = random(whole);
      var wanted = whole.stream().filter(meets(filter)).toList();
      assertEquals(wanted, walk(filter, 1 + RANDOM.nextInt(5)), filter::toString);
      var page = scene.core.ask(new FindHistory("t1", filter, new Part(2, 1, null)));
      assertEquals(wanted.size(), page.total());
      assertEquals(wanted.stream().skip(1).limit(2).toList(), page.items());
      found += wanted.size();
    }
    assertTrue(found > 100, found + " entries in all");
  }

  private static HistoryFilter random(List<HistoryEntry> whole) {
    var at = whole.get(RANDOM.nextInt(whole.size())).at();
    return new HistoryFilter(
        one(List.of("me", "system:expiry", "nobody")),
        one(List.of("created", "cancelled", "deleted", "flown")),
        RANDOM.nextInt(4) == 0 ? whole.get(RANDOM.nextInt(whole.size())).taskId() : null,
        new Span(
            RANDOM.nextInt(3) == 0 ? at : null,
            RANDOM.nextInt(3) == 0 ? at.plus(Duration.ofMinutes(20)) : null));
  }

  private static @Nullable String one(List<String> words) {
    return RANDOM.nextInt(3) == 0 ? words.get(RANDOM.nextInt(words.size())) : null;
  }

  private static Predicate<HistoryEntry> meets(HistoryFilter filter) {
    var from = filter.span().from();
    var before = filter.span().before();
    return entry ->
        (filter.actor() == null || filter.actor().equals(entry.actor().id()))
            && (filter.action() == null || filter.action().equals(entry.action()))
            && (filter.taskId() == null || filter.taskId().equals(entry.taskId()))
            && (from == null || !entry.at().isBefore(from))
            && (before == null || entry.at().isBefore(before));
  }

  @Test
  void what_happens_meanwhile_shifts_nothing() {
    var before = whole();
    var first = scene.core.ask(new FindHistory("t1", ALL, new Part(5, 0, null)));
    scene.in(Performer.HUMAN, TaskStatus.COMPLETED);
    var rest = new FindHistory("t1", ALL, new Part(100, 0, first.next()));
    assertEquals(before.subList(5, before.size()), scene.core.ask(rest).items());
  }

  @Test
  void a_task_is_walked_oldest_first_with_its_executions() {
    var task = scene.in(Performer.SERVICE, TaskStatus.COMPLETED);
    scene.move(task, TaskMove.RUN);
    var whole = scene.history(task);
    assertTrue(whole.stream().anyMatch(entry -> entry.seq() == null), whole::toString);
    var walked = new ArrayList<HistoryEntry>();
    String place = null;
    do {
      var page =
          scene.core.ask(new GetHistory(task.key(), false, new Part(1, 0, place), Sight.ALL));
      assertEquals(whole.size(), Objects.requireNonNull(page.total()));
      walked.addAll(page.items());
      place = page.next();
    } while (place != null);
    assertEquals(whole, walked);
    assertEquals(whole.size(), new HashSet<>(walked).size());
    assertFalse(walked.isEmpty());
  }

  @Test
  void an_execution_starts_after_its_task_was_queued_though_its_claim_looked_at_the_clock_before() {
    var task = scene.in(Performer.SERVICE, TaskStatus.RUNNING);
    scene.sql("update lease set started_at = queued_at - interval '5 ms'");
    var actions = scene.history(task).stream().map(HistoryEntry::action).toList();
    assertEquals("started", actions.getLast(), actions::toString);
  }

  @Test
  void refuses_a_place_that_is_none() {
    var key = new TaskKey("t1", new UUID(0, 1));
    for (var place :
        List.of(
            "",
            "x",
            "2026-01-01T00:00:00Z 1 x y",
            "+999999999-01-01T00:00:00Z 1 " + key.id() + " ")) {
      var part = new Part(1, 0, place);
      assertThrows(
          Problem.Invalid.class, () -> scene.core.ask(new FindHistory("t1", ALL, part)), place);
      assertThrows(
          Problem.Invalid.class,
          () -> scene.core.ask(new GetHistory(key, false, part, Sight.ALL)),
          place);
    }
  }
}
