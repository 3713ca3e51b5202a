package dev.errand.events;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.errand.core.bus.Bus;
import dev.errand.core.bus.Request;
import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.event.EventsWritten;
import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.persistence.Outside;
import dev.errand.core.persistence.PersistenceVerticle;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgSettings;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskOrder;
import dev.errand.core.task.TaskQuery;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Tasks;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.core.testing.LaterDrafting;
import dev.errand.events.nats.NatsAccess;
import dev.errand.events.nats.NatsSettings;
import dev.errand.events.nats.NatsStatus;
import dev.errand.events.relay.RelaySettings;
import dev.errand.executor.TaskType;
import dev.errand.migrations.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A database, persistence over it, and nodes that relay its events. */
final class Service implements AutoCloseable {

  private static final Caller ANN =
      new Caller("acme", "ann", Role.ADMIN, null, new Caller.Origin("r1", null), Sight.ALL);

  private static final TaskOrder ORDER = TaskOrder.of("created_at").orElseThrow();

  /** Short, as tests wait for them. */
  private static final List<Duration> PAUSES = List.of(Duration.ofMillis(20));

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());
  private final Ids ids = new Ids(InstantSource.system(), new Random(1));
  private final TaskTypes types = new TaskTypes(List.of(TaskType.named("pump")));
  private final TaskFactory factory = new TaskFactory(types, ids, clock);
  private final TestDatabase database = TestDatabase.create();
  private final Vertx vertx;
  private final Pg pg;
  private final Bus bus;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Egress> egresses = new ArrayList<>();
  private final List<String> delivering = new ArrayList<>();

  /** A relay that runs. */
  record Node(String id, NatsStatus status) {}

  Service(Vertx vertx) {
    this.vertx = vertx;
    var connect =
        new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.name())
            .setUser(database.user())
            .setPassword(database.password());
    pg = Pg.open(vertx, new PgSettings(connect, 8, 10_000, PgSettings.Timing.USUAL));
    bus = new Bus(vertx);
    var limits = new Coalescer.Limits(100, 2, 10_000);
    var means = new Tasks.Means(pg, types, ids, clock, limits);
    var files = new FileStores(List.of(new DatabaseFiles(pg)));
    var outside =
        new Outside(EgressSettings.USUAL.allowing(List.of("127.0.0.1", "127.0.0.2")), "here");
    got(
        vertx.deployVerticle(
            new PersistenceVerticle(bus, means, files, new Random(3))
                .outside(outside)
                .drafting(new LaterDrafting())));
  }

  /** Deploys what takes events to webhooks, which may call the addresses that are allowed. */
  void deliveries(String name, Duration timeout, String... allowed) {
    var rules = EgressSettings.USUAL.allowing(List.of(allowed));
    var receivers = new Egress(vertx, rules.forReceivers(timeout, 10_000), Directory.NONE);
    egresses.add(receivers);
    var settings =
        new DeliveryVerticle.Settings(name, "here", rules, timeout, 4, Duration.ofDays(7));
    delivering.add(
        got(
            vertx.deployVerticle(
                new DeliveryVerticle(
                    new DeliveryVerticle.Means(
                        bus,
                        receivers,
                        receivers,
                        settings,
                        clock,
                        new Random(1),
                        new SimpleMeterRegistry())))));
  }

  /** Lets time pass. */
  void pass(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
  }

  Caller ann() {
    return ANN;
  }

  /** Deploys a relay to a server. */
  Node node(String name, URI server) {
    return node(name, server, NatsAccess.OPEN);
  }

  /** The same, with something to prove itself with. */
  Node node(String name, URI server, NatsAccess access) {
    var settings =
        new NatsSettings(
            List.of(server), access, name, Duration.ofMillis(50), NatsSettings.Stream.USUAL);
    var status = new NatsStatus();
    var verticle =
        new EventsVerticle(
            new EventsVerticle.Means(
                bus,
                settings,
                RelaySettings.of(name, "task_service"),
                status,
                clock,
                new Random(1),
                new EventsVerticle.Inbox("errand", List.of("shop.>", "own.order"), null, PAUSES)));
    var node = new Node(got(vertx.deployVerticle(verticle)), status);
    nodes.add(node);
    return node;
  }

  void stop(Node node) {
    nodes.remove(node);
    got(vertx.undeploy(node.id()));
  }

  /** Up to a hundred of tenant acme. */
  List<Task> tasks(TaskFilter filter) {
    return ask(new ListTasks("acme", filter, ORDER, new TaskQuery.Page(100, 0, null))).items();
  }

  /** Says that something was written, as persistence does. */
  void tell() {
    bus.publish(new EventsWritten());
  }

  List<Task> create(int count) {
    var created = new ArrayList<Future<Task>>(count);
    for (int i = 0; i < count; i++) {
      created.add(bus.request(factory.create(task(null, "Task " + i, null), ANN)));
    }
    return got(Future.join(created).map(all -> created.stream().map(Future::result).toList()));
  }

  Task createRunning() {
    return ask(factory.create(task("pump", "Water", true), ANN));
  }

  private static NewTask task(@Nullable String type, String title, @Nullable Boolean immediately) {
    return NewTask.of(
        type,
        new NewTask.Start(immediately, null, new Execution.Trigger("manual", null)),
        new JsonObject().put("title", title));
  }

  Task update(TaskKey task, JsonObject patch) {
    return ask(new UpdateTask(task, patch, new Condition(ANN, null)));
  }

  Task cancel(TaskKey task) {
    return ask(new CancelTask(task, "rain", new Condition(ANN, null)));
  }

  Task delete(TaskKey task) {
    return ask(new DeleteTask(task, new Condition(ANN, null)));
  }

  /** Runs what is queued, with success. */
  void runQueued() {
    var claims =
        ask(new ClaimReady("w1", List.of(new RunnableType("pump", 60)), 30, 100, clock.instant()));
    var endings =
        claims.claims().stream()
            .map(
                claim ->
                    new Ending(
                        claim.lease(),
                        ExecutionStatus.SUCCEEDED,
                        TaskStatus.COMPLETED,
                        new Execution.Outcome(
                            new JsonObject(), null, Execution.Usage.NONE, null, null),
                        Ending.Aftermath.NONE,
                        clock.instant()))
            .toList();
    ask(new EndExecutions(endings));
  }

  <R> R ask(Request<R> request) {
    return got(bus.request(request));
  }

  static <T> T got(Future<T> future) {
    try {
      return future.await(60, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within a minute", e);
    }
  }

  @Override
  public void close() {
    List.copyOf(nodes).forEach(this::stop);
    delivering.forEach(id -> got(vertx.undeploy(id)));
    egresses.forEach(egress -> got(egress.close()));
    got(pg.close());
    database.close();
  }
}
