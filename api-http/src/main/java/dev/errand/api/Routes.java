package dev.errand.api;

import dev.errand.api.analytics.AnalyticsEndpoints;
import dev.errand.api.apikey.ApiKeyEndpoints;
import dev.errand.api.body.Body;
import dev.errand.api.calendar.CalendarEndpoints;
import dev.errand.api.comment.CommentEndpoints;
import dev.errand.api.contract.Contract;
import dev.errand.api.contract.OperationRules;
import dev.errand.api.dependency.DependencyEndpoints;
import dev.errand.api.documentation.DocumentationPage;
import dev.errand.api.endpoint.Dispatch;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Rehearsing;
import dev.errand.api.endpoint.Repetitions;
import dev.errand.api.endpoint.StreamDispatch;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.evidence.EvidenceEndpoints;
import dev.errand.api.exchange.ExchangeEndpoints;
import dev.errand.api.execution.ExecutionEndpoints;
import dev.errand.api.execution.Waiting;
import dev.errand.api.fact.FactEndpoints;
import dev.errand.api.feed.FeedEndpoints;
import dev.errand.api.field.FieldEndpoints;
import dev.errand.api.identity.Access;
import dev.errand.api.identity.FirstSight;
import dev.errand.api.identity.Gatekeeper;
import dev.errand.api.namespace.NamespaceEndpoints;
import dev.errand.api.notification.NotificationEndpoints;
import dev.errand.api.problem.HttpProblem;
import dev.errand.api.problem.Problems;
import dev.errand.api.problem.RequestId;
import dev.errand.api.queue.QueueEndpoints;
import dev.errand.api.reminder.ReminderEndpoints;
import dev.errand.api.schedule.ScheduleEndpoints;
import dev.errand.api.site.SiteEndpoints;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.tasktype.TaskTypeEndpoints;
import dev.errand.api.template.TemplateEndpoints;
import dev.errand.api.trigger.TriggerEndpoints;
import dev.errand.api.user.UserEndpoints;
import dev.errand.api.webhook.WebhookEndpoints;
import dev.errand.api.worker.WorkerEndpoints;
import dev.errand.core.bus.Bus;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts the routes of a server together, those of the API from the contract. */
final class Routes {

  private final Vertx vertx;
  private final HttpApi api;
  private final FeedEndpoints feed;

  Routes(Vertx vertx, HttpApi api, FeedEndpoints feed) {
    this.vertx = vertx;
    this.api = api;
    this.feed = feed;
  }

  Router root() {
    var root = Router.router(vertx);
    root.route()
        .handler(
            context -> {
              name(context);
              context.next();
            });
    if (!api.settings().corsOrigins().isEmpty()) {
      root.route().handler(new CrossOrigin(api.settings().corsOrigins()));
    }
    var contract = api.contract();
    serve(root, "/openapi.json", "application/json", contract.json().toBuffer());
    serve(root, "/openapi.yaml", "application/yaml", contract.yaml());
    serve(root, "/", "application/json", entrance(contract).toBuffer());
    DocumentationPage.mount(vertx, root);
    api.mounts().accept(root);
    root.route(Contract.BASE + "/*").handler(api.gatekeeper());
    root.route(Contract.BASE + "/*")
        .handler(new FirstSight(api.means().bus(), api.means().clock(), Gatekeeper::caller));
    root.route(Contract.BASE + "/*").subRouter(operations());
    Body.serveHead(root);
    for (int status : new int[] {400, 403, 404, 405, 413, 414, 415, 431, 500}) {
      root.errorHandler(status, context -> refuse(context, status));
    }
    return root;
  }

  /** Where to go on from the address alone. */
  private static JsonObject entrance(Contract contract) {
    var info = contract.json().getJsonObject("info");
    return new JsonObject()
        .put("name", info.getString("title"))
        .put("version", info.getString("version"))
        .put("documentation", "/docs")
        .put("contract", "/openapi.json")
        .put("api", Contract.BASE);
  }

  private static void serve(Router root, String path, String type, Buffer body) {
    root.get(path)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
              Body.end(context, body);
            });
  }

  private Router operations() {
    var contract = api.contract();
    var endpoints = endpoints(api.means());
    var rehearsing = endpoints(api.means().rehearsing());
    endpoints.replaceAll(
        (id, earnest) -> Rehearsing.or(Objects.requireNonNull(rehearsing.get(id)), earnest));
    endpoints.putAll(feed.byOperation());
    var repetitions = new Repetitions(api.means().bus(), api.means().ids());
    requireSame(contract.operationIds(), endpoints.keySet());
    var builder =
        RouterBuilder.create(vertx, contract.routes(), RequestExtractor.withBodyHandler());
    var streaming = streaming();
    endpoints.forEach(
        (id, endpoint) -> {
          var rules = contract.operation(id);
          builder
              .getRoute(id)
              // Its validation stops at the first mistake; ours finds all of them.
              .setDoValidation(false)
              .addHandler(new Access(rules.access()))
              .addHandler(handler(rules, endpoint, streaming.get(id), repetitions));
        });
    var router = builder.createRouter();
    Body.serveHead(router);
    return router;
  }

  private static Handler<RoutingContext> handler(
      OperationRules rules,
      Endpoint endpoint,
      @Nullable Streaming streaming,
      Repetitions repetitions) {
    var dispatch = new Dispatch(rules, endpoint, Gatekeeper::caller, repetitions);
    if (streaming == null) {
      return dispatch;
    }
    var streams = new StreamDispatch(rules, streaming, Gatekeeper::caller, repetitions);
    return context -> {
      var taking = streaming.takes(context.request()) ? streams : dispatch;
      taking.handle(context);
    };
  }

  private Map<String, Streaming> streaming() {
    var bus = api.means().bus();
    var rehearsing = new EvidenceEndpoints(api.contract(), bus.rehearsing()).streaming();
    var streaming = new HashMap<>(new EvidenceEndpoints(api.contract(), bus).streaming());
    streaming.replaceAll(
        (id, earnest) -> Rehearsing.or(Objects.requireNonNull(rehearsing.get(id)), earnest));
    streaming.putAll(new ExchangeEndpoints(api.contract(), api.means()).streaming());
    streaming.putAll(feed.streaming());
    return streaming;
  }

  private Map<String, Endpoint> endpoints(TaskEndpoints.Means means) {
    var bus = means.bus();
    var waiting = new Waiting(vertx, bus);
    var all = new HashMap<String, Endpoint>();
    var dependencies = new DependencyEndpoints(bus);
    var executions = new ExecutionEndpoints(bus);
    var comments = new CommentEndpoints(bus);
    var reminders = new ReminderEndpoints(bus);
    var evidence = new EvidenceEndpoints(api.contract(), bus);
    // What a task can show beside itself; one line for each.
    var expansions =
        Map.of(
            "comments", comments.expansion(),
            "dependencies", dependencies.expansion(),
            "evidence", evidence.expansion(),
            "executions", executions.expansion(),
            "reminders", reminders.expansion());
    all.putAll(new TaskEndpoints(api.contract(), means, waiting, expansions).byOperation());
    all.putAll(dependencies.byOperation());
    all.putAll(executions.byOperation());
    all.putAll(evidence.byOperation());
    all.putAll(new ScheduleEndpoints(api.contract(), means).byOperation());
    all.putAll(new WorkerEndpoints(means).byOperation());
    all.putAll(new NamespaceEndpoints(bus).byOperation());
    all.putAll(new QueueEndpoints(bus).byOperation());
    all.putAll(new UserEndpoints(means, api.gatekeeper().roles()).byOperation());
    all.putAll(new SiteEndpoints(bus).byOperation());
    all.putAll(new FactEndpoints(bus).byOperation());
    all.putAll(comments.byOperation());
    all.putAll(reminders.byOperation());
    all.putAll(new NotificationEndpoints(bus).byOperation());
    all.putAll(ofFarms(means));
    all.putAll(new AnalyticsEndpoints(bus, means.clock(), version()).byOperation());
    all.putAll(new ExchangeEndpoints(api.contract(), means).byOperation());
    all.putAll(new TaskTypeEndpoints(means.types()).byOperation());
    all.putAll(ofManagers(bus));
    all.putAll(new ApiKeyEndpoints(bus, means.clock(), api.gatekeeper().keys()).byOperation());
    return all;
  }

  private static Map<String, Endpoint> ofFarms(TaskEndpoints.Means means) {
    var all = new HashMap<>(new CalendarEndpoints(means.bus(), means.clock()).byOperation());
    all.putAll(new FieldEndpoints(means.bus(), means.clock()).byOperation());
    return all;
  }

  private String version() {
    return api.contract().json().getJsonObject("info").getString("version");
  }

  /** What managers and admins keep. */
  private static Map<String, Endpoint> ofManagers(Bus bus) {
    var all = new HashMap<String, Endpoint>();
    all.putAll(new TemplateEndpoints(bus).byOperation());
    all.putAll(new TriggerEndpoints(bus).byOperation());
    all.putAll(new WebhookEndpoints(bus).byOperation());
    return all;
  }

  /** An operation without an endpoint would answer 503, and an endpoint without one nothing. */
  static void requireSame(Set<String> operations, Set<String> endpoints) {
    var missing = new TreeSet<>(operations);
    missing.removeAll(endpoints);
    var surplus = new TreeSet<>(endpoints);
    surplus.removeAll(operations);
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      throw new IllegalStateException(
          "The contract and the endpoints differ: operations without an endpoint %s, endpoints without an operation %s"
              .formatted(missing, surplus));
    }
  }

  private void name(RoutingContext context) {
    RequestId.assign(context, () -> api.means().ids().next().toString());
  }

  private void refuse(RoutingContext context, int status) {
    if (!RequestId.isKnown(context)) {
      name(context);
    }
    if (status == 405) {
      var path = context.request().path();
      var methods =
          path.startsWith(Contract.BASE)
              ? api.contract().methods(path.substring(Contract.BASE.length()))
              : "GET, HEAD";
      Problems.answer(
          context,
          new HttpProblem(
                  405,
                  "method_not_allowed",
                  "%s does not have %s; it has %s"
                      .formatted(path, context.request().method(), methods))
              .withHeader("Allow", methods));
      return;
    }
    Problems.answer(context, status, context.failure());
  }
}
