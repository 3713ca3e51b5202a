package dev.errand.core.testing;

import dev.errand.core.bus.Bus;
import dev.errand.core.bus.Request;
import dev.errand.core.calendar.FarmCalendar;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.execution.Execution;
import dev.errand.core.executor.Executors;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page.Part;
import dev.errand.core.persistence.PersistenceVerticle;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgSettings;
import dev.errand.core.task.HistoryEntry;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.executor.Executor;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A database, a bus and the persistence verticle, as the service wires them, on a settable clock.
 */
public final class CoreFixture implements AutoCloseable {

  public final TestDatabase database = TestDatabase.create();
  public final Vertx vertx = Vertx.vertx();
  public final Bus bus = new Bus(vertx);
  public final TestClock clock = new TestClock();
  public final Ids ids = new Ids(clock, new Random(7));
  public final Executors executors;
  public final TaskTypes types;
  public final Pg pg;
  public final TaskFactory factory;
  public final LaterDrafting drafting = new LaterDrafting();

  public CoreFixture(Executor... executors) {
    this(pg -> new FileStores(List.of(new DatabaseFiles(pg))), executors);
  }

  /** With stores of files of the test's own. */
  public CoreFixture(Function<Pg, FileStores> files, Executor... executors) {
    this(files, (vertx, persistence) -> persistence, executors);
  }

  /** With another calendar. */
  public static CoreFixture asking(Function<Vertx, FarmCalendar> calendar) {
    return with((vertx, persistence) -> persistence.calendar(calendar.apply(vertx)));
  }

  /** With persistence that asks others. */
  public static CoreFixture with(
      BiFunction<Vertx, PersistenceVerticle, PersistenceVerticle> asking) {
    return new CoreFixture(pg -> new FileStores(List.of(new DatabaseFiles(pg))), asking);
  }

  private CoreFixture(
      Function<Pg, FileStores> files,
      BiFunction<Vertx, PersistenceVerticle, PersistenceVerticle> asking,
      Executor... executors) {
    this.executors = Executors.of(List.of(executors));
    // One type that requires evidence: no other test completes a task of it.
    types = new TaskTypes(this.executors.taskTypes(), Map.of("spraying", List.of("photo")));
    pg = Pg.open(vertx, settings(database));
    factory = new TaskFactory(types, ids, clock);
    var limits = new Coalescer.Limits(500, 1, 100_000);
    var means = new Tasks.Means(pg, types, ids, clock, limits);
    var persistence = new PersistenceVerticle(bus, means, files.apply(pg), new Random(5));
    await(vertx.deployVerticle(asking.apply(vertx, persistence.drafting(drafting))));
  }

  public static PgSettings settings(TestDatabase database) {
    var connect =
        new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.name())
            .setUser(database.user())
            .setPassword(database.password());
    return new PgSettings(connect, 8, 1000, PgSettings.Timing.USUAL);
  }

  /** Somebody of tenant {@code t1}. */
  public static Caller caller(String user, Role role) {
    return new Caller("t1", user, role, null, new Caller.Origin("request-1", "test"), Sight.ALL);
  }

  /** An admin of tenant {@code t1}, on any version. */
  public static Condition anyVersion() {
    return new Condition(caller("me", Role.ADMIN), null);
  }

  public Task create(@Nullable String type, @Nullable Boolean immediately, JsonObject members) {
    var start = new NewTask.Start(immediately, null, new Execution.Trigger("manual", null));
    var wanted = NewTask.of(type, start, members);
    return ask(factory.create(wanted, caller("me", Role.ADMIN)));
  }

  public Task get(TaskKey key) {
    return ask(new GetTask(key));
  }

  /** What happened to a task, as much as a page holds. */
  public List<HistoryEntry> history(TaskKey key, boolean includeDeleted) {
    return ask(new GetHistory(key, includeDeleted, new Part(100, 0, null), Sight.ALL)).items();
  }

  public <R> R ask(Request<R> request) {
    return await(bus.request(request));
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no answer within a minute", late);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
    database.close();
  }
}
