package dev.errand.api;

import dev.errand.api.contract.Contract;
import dev.errand.api.feed.FeedMeans;
import dev.errand.api.feed.StreamPlaces;
import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.Gatekeeper;
import dev.errand.api.identity.IdentityMeans;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.trigger.ContractDrafting;
import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.event.Expansion;
import dev.errand.core.testing.CoreFixture;
import dev.errand.executor.Executor;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API on a real server over a core on a real database. Every answer is checked against the
 * contract before a test sees it.
 */
final class ApiFixture implements AutoCloseable {

  static final int MOST_STREAMS = 40;
  static final int MOST_TENANT_STREAMS = 30;

  private static @Nullable Contract loaded;

  final CoreFixture core;
  final Contract contract;
  final HttpApiVerticle server;
  final String deployment;
  final AnswerCheck answers;
  final HttpClient http;
  private final WebClient client;

  ApiFixture(Executor... executors) {
    this(AccessSettings.LOCAL, root -> {}, executors);
  }

  ApiFixture(AccessSettings access, Consumer<Router> mounts, Executor... executors) {
    this(
        new HttpSettings("127.0.0.1", 0, Duration.ofSeconds(10)),
        access,
        mounts,
        new CoreFixture(executors));
  }

  ApiFixture(CoreFixture core, AccessSettings access, Consumer<Router> mounts) {
    this(new HttpSettings("127.0.0.1", 0, Duration.ofSeconds(10)), access, mounts, core);
  }

  ApiFixture(
      HttpSettings settings,
      AccessSettings access,
      Consumer<Router> mounts,
      Executor... executors) {
    this(settings, access, mounts, new CoreFixture(executors));
  }

  private ApiFixture(
      HttpSettings settings, AccessSettings access, Consumer<Router> mounts, CoreFixture core) {
    this.core = core;
    contract = contract(core.vertx);
    core.drafting.use(new ContractDrafting(contract));
    answers = new AnswerCheck(contract);
    var means = new TaskEndpoints.Means(core.bus, core.types, core.ids, core.clock);
    var feed =
        new FeedMeans(
            new Expansion("task_service"),
            new StreamPlaces(MOST_STREAMS, MOST_TENANT_STREAMS),
            Duration.ofMillis(200));
    server =
        new HttpApiVerticle(
            new HttpApi(settings, contract, means, gatekeeper(access), feed, mounts));
    deployment = CoreFixture.await(core.vertx.deployVerticle(server));
    var options =
        new WebClientOptions()
            .setDefaultHost("127.0.0.1")
            .setDefaultPort(server.port())
            .setUserAgent("errand-test");
    // Streams hold their connections.
    http = core.vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(100));
    client = WebClient.create(core.vertx, options);
  }

  private Gatekeeper gatekeeper(AccessSettings access) {
    var egress = new Egress(core.vertx, EgressSettings.USUAL, Directory.NONE);
    return Gatekeeper.of(access, new IdentityMeans(core.vertx, core.bus, core.clock, egress));
  }

  /** Loaded once: it takes its time and its memory, and servers share it anyway. */
  private static synchronized Contract contract(Vertx vertx) {
    if (loaded == null) {
      loaded = CoreFixture.await(Contract.load(vertx));
    }
    return loaded;
  }

  Call get(String path) {
    return new Call(this, HttpMethod.GET, path);
  }

  Call post(String path) {
    return new Call(this, HttpMethod.POST, path);
  }

  Call post(String path, JsonObject body) {
    return post(path).json(body.toBuffer());
  }

  Call patch(String path, JsonObject body) {
    return call(HttpMethod.PATCH, path).json(body.toBuffer());
  }

  Call call(HttpMethod method, String path) {
    return new Call(this, method, path);
  }

  /** Creates a task of the given members and answers its JSON. */
  JsonObject created(JsonObject members) {
    return post("/tasks", members).send().expect(201).json();
  }

  /** How many tasks the tenant has. */
  int total() {
    return get("/tasks?limit=1").send().expect(200).json().getInteger("total");
  }

  WebClient client() {
    return client;
  }

  static JsonObject todo(String title) {
    return new JsonObject().put("type", "todo").put("title", title);
  }

  static Buffer bytes(String text) {
    return Buffer.buffer(text);
  }

  /** For clients that are not ours. */
  URI uri(String path) {
    var prefix = path.startsWith("/api/") ? "" : "/api/v1";
    return URI.create("http://127.0.0.1:" + server.port() + prefix + path);
  }

  @Override
  public void close() {
    core.close();
  }
}
