package dev.errand.api.endpoint;

import dev.errand.core.idempotency.KeyClaim;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that the contract allows, under canonical names. */
public final class Input {

  private final Caller caller;
  private final Map<String, Object> parameters;
  private final JsonObject body;
  private final HttpServerRequest request;
  private KeyClaim.@Nullable Granted claim;

  Input(Caller caller, Map<String, Object> parameters, JsonObject body, HttpServerRequest request) {
    this.caller = caller;
    this.parameters = parameters;
    this.body = body;
    this.request = request;
  }

  /** The same request, claimed by its key. */
  Input claimed(KeyClaim.Granted granted) {
    claim = granted;
    return this;
  }

  HttpServerRequest request() {
    return request;
  }

  /**
   * Creates one thing, and once: by the id of the claim if the request bears a key, and only if an
   * earlier attempt that was cut off has not.
   *
   * @param find asks for it, refused with {@code NotFound} if it is not there
   * @param create creates it by the id that it is given; by a new one if that is null
   */
  public <T> Future<T> once(
      Function<UUID, Future<T>> find, Function<@Nullable UUID, Future<T>> create) {
    var id = claim == null ? null : claim.id();
    return earlier(find)
        .compose(
            found -> found.isPresent() ? Future.succeededFuture(found.get()) : create.apply(id));
  }

  /** What an earlier attempt at this request, which was cut off, has created; empty if nothing. */
  public <T> Future<Optional<T>> earlier(Function<UUID, Future<T>> find) {
    if (claim == null || !claim.again()) {
      return Future.succeededFuture(Optional.empty());
    }
    return find.apply(claim.id())
        .map(Optional::of)
        .recover(
            failure ->
                failure instanceof Problem.NotFound
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  /**
   * Under which claim it is carried out; null if it bears no key. What it creates takes the claim's
   * id, so that it is created once: see {@link #once}.
   */
  public KeyClaim.@Nullable Granted claim() {
    return claim;
  }

  /** Who makes the request. */
  public Caller caller() {
    return caller;
  }

  /** The body; empty if there is none. The receiver's to change. */
  public JsonObject body() {
    return body;
  }

  /** A text parameter. */
  public @Nullable String text(String name) {
    return (String) parameters.get(name);
  }

  /** A parameter of any kind; null if it was not given and has no default. */
  public @Nullable Object value(String name) {
    return parameters.get(name);
  }

  /** A parameter in the path. */
  public String required(String name) {
    return Objects.requireNonNull(text(name), name);
  }

  /** An id in the path. */
  public UUID id(String name) {
    return UUID.fromString(required(name));
  }

  /** An integer parameter that has a default. */
  public int integer(String name) {
    return ((Number) Objects.requireNonNull(parameters.get(name), name)).intValue();
  }

  /** A boolean parameter that has a default. */
  public boolean flag(String name) {
    return (boolean) Objects.requireNonNull(parameters.get(name), name);
  }

  /** True if everything is to be checked and nothing changed. */
  public boolean dryRun() {
    return Boolean.TRUE.equals(parameters.get("dry_run"));
  }

  /** What was given for a parameter, which may be several times, or not at all. */
  public List<String> texts(String name) {
    var value = parameters.get(name);
    if (value instanceof JsonArray values) {
      return values.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(String.valueOf(value));
  }

  /** A header; of several with this name, all, comma-separated. */
  public @Nullable String header(String name) {
    var values = request.headers().getAll(name);
    return values.isEmpty() ? null : String.join(", ", values);
  }

  /** True once nobody waits for the answer any more. */
  public boolean abandoned() {
    return request.response().closed();
  }
}
