package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.identity.Role;
import dev.errand.core.site.SiteCommand.CreateSite;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.TaskFilter.Member;
import dev.errand.core.task.TaskFilter.Ranks;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskFilter.Times;
import dev.errand.core.task.TaskFilter.Words;
import dev.errand.core.task.TaskListing.Matches;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Any filter in any order lists what it says, as the tasks themselves tell it. */
class TaskListingTest {

  private static final Random RANDOM = new Random(15);

  /** What is searched for. */
  private static final List<String> WORDS =
      List.of("NORTH pump", "val", "val*", "north VAL*", "مضخة", "обход");

  private static final List<String> VALUES =
      List.of("todo", "noop", "human", "default", "ann", "f1", "z1", "me");

  private static Scene scene;
  private static final List<Task> ALL = new ArrayList<>();
  private static final Set<UUID> DELETED = new HashSet<>();

  private static String site = "";

  @BeforeAll
  static void fill() {
    scene = new Scene();
    var named = new JsonObject().put("name", "North farm");
    site =
        scene
            .core
            .ask(new CreateSite(scene.core.ids.next(), named, CoreFixture.caller("me", Role.ADMIN)))
            .id()
            .toString();
    var made = new ArrayList<TaskKey>();
    for (int round = 0; round < 3; round++) {
      for (var performer : Performer.values()) {
        for (var status : TaskStatus.values()) {
          if (Scene.knows(performer, status)) {
            scene.core.clock.advance(Duration.ofSeconds(40));
            var task = scene.in(performer, status);
            scene.core.ask(
                new TaskCommand.UpdateTask(task.key(), details(), CoreFixture.anyVersion()));
            made.add(task.key());
          }
        }
      }
    }
    made.forEach(key -> ALL.add(scene.core.get(key)));
    for (var task : List.copyOf(ALL)) {
      if (task.progress().status() != TaskStatus.RUNNING && RANDOM.nextInt(6) == 0) {
        scene.move(task, new Simple(TaskMove.DELETE));
        DELETED.add(task.key().id());
      }
    }
  }

  private static JsonObject details() {
    var words = List.of("Pump", "valve", "NORTH", "field", "مضخة", "Обход");
    var due = scene.now().plus(Duration.ofHours(RANDOM.nextInt(9) - 4));
    return new JsonObject()
        .put("title", pick(words) + " " + pick(words))
        .put("description", RANDOM.nextBoolean() ? null : pick(words) + ", " + pick(words))
        .put("priority_rank", pick(List.of(-10, 0, 10, 20, 5)))
        .put("assignee_id", RANDOM.nextInt(3) == 0 ? null : pick(List.of("ann", "bob")))
        .put("field_id", RANDOM.nextInt(3) == 0 ? null : pick(List.of("f1", "f2")))
        .put("site_id", RANDOM.nextInt(3) == 0 ? null : site)
        .put("zone_id", RANDOM.nextInt(3) == 0 ? null : "z1")
        .put("domain", RANDOM.nextInt(3) == 0 ? null : "water")
        .put("tags", RANDOM.nextBoolean() ? new JsonArray() : new JsonArray().add("spring"))
        .put("due_at", RANDOM.nextInt(4) == 0 ? null : due.toString());
  }

  private static <T> T pick(List<T> from) {
    return from.get(RANDOM.nextInt(from.size()));
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  private record Choice(TaskFilter filter, Predicate<Task> meets) {}

  @Test
  void lists_what_the_filter_says_in_the_order_asked_for() {
    int found = 0;
    for (int i = 0; i < 250; i++) {
      var choice = random();
      var order = pick(List.of(TaskOrder.values()));
      var wanted = ALL.stream().filter(choice.meets()).sorted(comparator(order)).toList();
      assertEquals(ids(wanted), walk(choice.filter(), order), choice.filter()::toString);
      found += wanted.size();
    }
    assertTrue(found > 1000, found + " tasks in all");
  }

  @Test
  void tells_statuses_apart_as_the_tasks_do() {
    var listed = 0;
    for (var status : TaskStatus.values()) {
      var wanted =
          ALL.stream()
              .filter(TaskListingTest::inSight)
              .filter(t -> t.progress().status() == status)
              .toList();
      var filter = TaskFilter.of(List.of(status), new EnumMap<>(Member.class));
      assertEquals(
          new HashSet<>(ids(wanted)), new HashSet<>(walk(filter, TaskOrder.DUE)), status.word());
      listed += wanted.size();
    }
    assertEquals(walk(TaskFilter.ALL, TaskOrder.DUE).size(), listed);
  }

  /** What the branches rely on to find a status without looking everywhere. */
  @Test
  void nothing_waits_runs_or_has_ended_for_a_task_that_does_not_rest_as_pending()
      throws SQLException {
    try (var connection = scene.core.database.connect()) {
      assertEquals(
          "0",
          dev.errand.core.testing.Plans.text(
              connection,
              """
              select count(*) from task t where t.resting_status <> 'pending' and (
                exists (select from ready r where r.task_id = t.id)
                or exists (select from deferred d where d.task_id = t.id)
                or exists (select from lease l where l.task_id = t.id and not l.cancel_requested))
              """));
    }
  }

  private static List<UUID> walk(TaskFilter filter, TaskOrder order) {
    var ids = new ArrayList<UUID>();
    TaskCursor after = null;
    int total;
    do {
      var page = scene.core.ask(new ListTasks("t1", filter, order, new Page(7, 0, after)));
      ids.addAll(ids(page.items()));
      total = Objects.requireNonNull(page.total());
      after = page.next() == null ? null : TaskCursor.decode(page.next().encode(), order);
    } while (after != null);
    assertEquals(total, ids.size());
    return ids;
  }

  private static List<UUID> ids(List<Task> tasks) {
    return tasks.stream().map(task -> task.key().id()).toList();
  }

  private static Comparator<Task> comparator(TaskOrder order) {
    Comparator<Task> due =
        Comparator.comparing(
            t -> t.details().effort().dueAt() == null ? Instant.MAX : t.details().effort().dueAt());
    Comparator<Task> urgency = Comparator.comparingInt(t -> -t.details().priority().rank());
    Comparator<Task> id = Comparator.comparing(t -> t.key().id().toString());
    return switch (order) {
      case DUE -> due.thenComparing(urgency).thenComparing(id);
      case DUE_DOWN -> due.thenComparing(urgency).thenComparing(id).reversed();
      case PRIORITY_DOWN -> urgency.thenComparing(due).thenComparing(id);
      case PRIORITY -> urgency.thenComparing(due).thenComparing(id).reversed();
      case CREATED -> id;
      case CREATED_DOWN -> id.reversed();
    };
  }

  private static boolean inSight(Task task) {
    return !DELETED.contains(task.key().id());
  }

  @Test
  void finds_the_same_whether_few_or_many_meet_the_filter() {
    for (int i = 0; i < 60; i++) {
      var page = new Page(20, RANDOM.nextInt(2), null);
      var query = new ListTasks("t1", random().filter(), pick(List.of(TaskOrder.values())), page);
      assertEquals(found(query, Matches.MANY), found(query, Matches.FEW), query::toString);
    }
  }

  private static List<UUID> found(ListTasks query, Matches matches) {
    var listing = TaskListing.of(query, scene.now(), matches);
    var ids = new ArrayList<UUID>();
    CoreFixture.await(scene.core.pg.run(listing.ids(query.page()), listing.parameters()))
        .forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }

  private static Choice random() {
    var deleted = RANDOM.nextInt(4) == 0;
    Predicate<Task> meets = deleted ? task -> true : TaskListingTest::inSight;
    var statuses = new ArrayList<TaskStatus>();
    if (RANDOM.nextBoolean()) {
      Arrays.stream(TaskStatus.values()).filter(s -> RANDOM.nextInt(3) == 0).forEach(statuses::add);
    }
    if (!statuses.isEmpty()) {
      // A deleted task waits for nobody, so it has no such status any more.
      meets =
          meets.and(TaskListingTest::inSight).and(t -> statuses.contains(t.progress().status()));
      deleted = false;
    }
    var values = new EnumMap<Member, String>(Member.class);
    for (var member : Member.values()) {
      if (member != Member.UNIQUE_KEY && RANDOM.nextInt(8) == 0) {
        var value = member == Member.SITE_ID ? site : pick(VALUES);
        values.put(member, value);
        meets = meets.and(t -> value.equals(value(t, member)));
      }
    }
    var ranks = RANDOM.nextInt(5) == 0 ? Ranks.of("high") : null;
    if (ranks != null) {
      meets = meets.and(t -> t.details().priority().label().equals("high"));
    }
    var text = RANDOM.nextInt(5) == 0 ? pick(WORDS) : null;
    if (text != null) {
      meets = meets.and(t -> contains(t, text));
    }
    var tag = RANDOM.nextInt(6) == 0 ? "spring" : null;
    if (tag != null) {
      meets = meets.and(t -> t.details().content().tags().contains(tag));
    }
    var times = times(deleted);
    return new Choice(
        new TaskFilter(statuses, values, ranks, times, new Words(text, tag), deleted, null),
        meets.and(within(times)));
  }

  private static Times times(boolean deleted) {
    var due =
        new Span(
            RANDOM.nextInt(5) == 0 ? scene.now().minus(Duration.ofHours(2)) : null,
            RANDOM.nextInt(5) == 0 ? scene.now() : null);
    var created =
        new Span(RANDOM.nextInt(6) == 0 ? scene.now().minus(Duration.ofMinutes(20)) : null, null);
    boolean any = deleted || RANDOM.nextInt(4) > 0;
    return new Times(due, created, any ? null : RANDOM.nextBoolean());
  }

  private static Predicate<Task> within(Times times) {
    return task -> {
      var due = task.details().effort().dueAt();
      var overdue =
          due != null && due.isBefore(scene.now()) && !task.progress().status().terminal();
      return in(times.due(), due)
          && in(times.created(), task.timeline().createdAt())
          && (times.overdue() == null || times.overdue() == overdue);
    };
  }

  private static boolean in(Span span, @org.jspecify.annotations.Nullable Instant at) {
    return (span.from() == null || (at != null && !at.isBefore(span.from())))
        && (span.before() == null || (at != null && at.isBefore(span.before())));
  }

  private static boolean contains(Task task, String text) {
    var description = task.details().text().description();
    var words =
        List.of(
            (task.details().text().title() + " " + description)
                .toLowerCase(java.util.Locale.ROOT)
                .split("[ ,]+"));
    return Arrays.stream(text.toLowerCase(java.util.Locale.ROOT).split(" "))
        .allMatch(
            word ->
                word.endsWith("*")
                    ? words.stream()
                        .anyMatch(w -> w.startsWith(word.substring(0, word.length() - 1)))
                    : words.contains(word));
  }

  private static @org.jspecify.annotations.Nullable String value(Task task, Member member) {
    var place = task.details().place();
    return switch (member) {
      case TYPE -> task.kind().type();
      case PERFORMER -> task.kind().performer().word();
      case NAMESPACE -> task.kind().namespace();
      case DOMAIN -> place.domain();
      case ASSIGNEE_ID -> place.assigneeId();
      case OWNER_ID -> task.ownership().ownerId();
      case SITE_ID -> place.siteId() == null ? null : place.siteId().toString();
      case FIELD_ID -> place.fieldId();
      case ZONE_ID -> place.zoneId();
      case UNIQUE_KEY -> task.kind().keys().unique();
    };
  }
}
