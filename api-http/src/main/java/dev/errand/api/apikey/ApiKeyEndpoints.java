package dev.errand.api.apikey;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.identity.ApiKeyCheck;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.apikey.ApiKey;
import dev.errand.core.apikey.ApiKeyCommand.CreateApiKey;
import dev.errand.core.apikey.ApiKeyCommand.Created;
import dev.errand.core.apikey.ApiKeyCommand.RevokeApiKey;
import dev.errand.core.apikey.ApiKeyQuery.GetApiKey;
import dev.errand.core.apikey.ApiKeyQuery.ListApiKeys;
import dev.errand.core.apikey.Scope;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.TaskDetails;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operations on API keys. Thread-safe. */
public final class ApiKeyEndpoints {

  private final Bus bus;
  private final InstantSource clock;
  private final ApiKeyCheck check;

  /** The check is told of what is revoked here. */
  public ApiKeyEndpoints(Bus bus, InstantSource clock, ApiKeyCheck check) {
    this.bus = bus;
    this.clock = clock;
    this.check = check;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "createApiKey", this::create,
        "listApiKeys", this::list,
        "getApiKey", this::get,
        "revokeApiKey", this::revoke);
  }

  private Future<Answer> create(Input input) {
    return bus.request(new CreateApiKey(input.caller(), grant(input.body())))
        .map(
            created ->
                Answer.of(201, JsonWriter.write(json -> write(json, created, input.dryRun())))
                    .with("Location", Contract.BASE + "/api-keys/" + created.key().id())
                    .with("Cache-Control", "no-store"));
  }

  private ApiKey.Grant grant(JsonObject body) {
    var expiresAt = TaskDetails.instant(body.getString("expires_at"));
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw new Problem.Invalid(
          List.of(
              new Violation(
                  List.of("body", "expires_at"), "must lie in the future", "value_error")));
    }
    var scopes = scopes(body.getJsonArray("scopes"));
    return ApiKey.Grant.of(body.getString("name"), scopes, body.getString("role"), expiresAt);
  }

  private static Set<Scope> scopes(JsonArray words) {
    return words.stream()
        .map(word -> Scope.of((String) word))
        .collect(Collectors.toUnmodifiableSet());
  }

  private Future<Answer> list(Input input) {
    int limit = input.integer("limit");
    var cursor = input.text("cursor");
    var before = cursor == null ? null : UUID.fromString(cursor);
    return bus.request(new ListApiKeys(input.caller().tenantId(), limit, before))
        .map(
            page ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", page.items(), ApiKeyEndpoints::write)
                                .integer("limit", limit)
                                .id("next_cursor", page.next()))));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetApiKey(input.caller().tenantId(), input.id("id")))
        .map(key -> Answer.ok(JsonWriter.write(json -> write(json, key))));
  }

  private Future<Answer> revoke(Input input) {
    return bus.request(new RevokeApiKey(input.caller(), input.id("id")))
        .map(
            revoked -> {
              check.forget(revoked.id());
              return Answer.empty(204);
            });
  }

  /** What opens nothing is not shown. */
  private static void write(JsonWriter json, Created created, boolean dryRun) {
    json.text("key", dryRun ? null : created.secret());
    write(json, created.key());
  }

  private static void write(JsonWriter json, ApiKey key) {
    var grant = key.grant();
    json.id("id", key.id())
        .text("name", grant.name())
        .value("scopes", new JsonArray(grant.scopes().stream().sorted().map(Scope::word).toList()))
        .text("role", grant.role().word())
        .text("user_id", key.userId())
        .text("created_by", key.createdBy())
        .time("created_at", key.createdAt())
        .time("expires_at", grant.expiresAt())
        .time("last_used_at", key.lastUsedAt());
    write(json, key.revocation());
  }

  private static void write(JsonWriter json, ApiKey.@Nullable Revocation revocation) {
    json.time("revoked_at", revocation == null ? null : revocation.at())
        .text("revoked_by", revocation == null ? null : revocation.by());
  }
}
