package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.contract.Contract;
import dev.errand.core.schema.JsonSchema;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds answers against the contract: status, media type, headers and body. */
final class AnswerCheck {

  private static final String REFERENCE = "#/components/schemas/";
  private static final Set<String> NO_JSON =
      Set.of("text/csv", "application/x-ndjson", "application/yaml", "text/event-stream");

  private final Contract contract;
  private final JsonObject document;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Set<Integer>> codes;

  /** Pairs of operation and status seen, such as {@code getTask 200}. */
  final Set<String> seen = ConcurrentHashMap.newKeySet();

  AnswerCheck(Contract contract) {
    this.contract = contract;
    document = contract.json();
    codes = ErrorCode.statuses(document);
  }

  void check(String method, String uri, Call.Reply reply) {
    boolean upstream = reply.status() == 502 || reply.status() == 504;
    assertTrue(reply.status() < 500 || upstream, () -> method + " " + uri + " -> " + reply.body());
    assertNotEquals("null", reply.header("X-Request-ID"));
    if (method.equals("head")) {
      assertNull(reply.body(), () -> method + " " + uri);
      return;
    }
    if (reply.status() >= 400) {
      checkError(method, uri, reply);
    }
    // What is not there has no place and no tag, and what shows more than itself no tag.
    boolean bare = uri.contains("dry_run=true") || uri.contains("expand=");
    operation(method, uri).ifPresent(operation -> checkAgainst(operation, reply, bare));
  }

  private void checkError(String method, String uri, Call.Reply reply) {
    var body = reply.json();
    var where = method + " " + uri + " -> " + body.encode();
    for (var member : List.of("detail", "code", "status", "request_id")) {
      assertNotNull(body.getValue(member), where);
    }
    assertEquals(reply.status(), body.getInteger("status"), where);
    var statuses = codes.getOrDefault(body.getString("code"), Set.of());
    assertTrue(statuses.contains(reply.status()), () -> where + ": not in ErrorCode");
    assertEquals(reply.header("X-Request-ID"), body.getString("request_id"), where);
    for (var secret : List.of("Exception", "at dev.errand", "select ", "<html")) {
      assertTrue(!body.encode().contains(secret), where);
    }
  }

  private void checkAgainst(JsonObject operation, Call.Reply reply, boolean bare) {
    var id = operation.getString("operationId");
    var where = id + " " + reply.status();
    seen.add(where);
    var declared = operation.getJsonObject("responses").getJsonObject(reply.status() + "");
    // What HTTP itself refuses is not the operation's.
    if (declared == null && Set.of(400, 413, 415).contains(reply.status())) {
      return;
    }
    assertNotNull(declared, () -> "not in the contract: " + where + " " + reply.body());
    var response = resolve(declared);
    var content = response.getJsonObject("content");
    if (content == null) {
      assertTrue(reply.body() == null || reply.body().length() == 0, where);
      return;
    }
    if (content.containsKey("*/*")) {
      return;
    }
    var media = content.getJsonObject(reply.header("Content-Type"));
    assertNotNull(media, () -> where + " has the content type " + reply.header("Content-Type"));
    if (NO_JSON.contains(reply.header("Content-Type"))) {
      return;
    }
    var reference = media.getJsonObject("schema").getString("$ref");
    var problems =
        schemas
            .computeIfAbsent(reference.substring(REFERENCE.length()), contract::schema)
            .check(Json.decodeValue(reply.body()), List.of(where));
    assertEquals(List.of(), problems, () -> where + " " + reply.body());
    response
        .getJsonObject("headers", new JsonObject())
        .fieldNames()
        .forEach(
            header ->
                assertTrue(
                    (bare && !header.equals("X-Request-ID")) || reply.headers().contains(header),
                    where + " " + header));
  }

  private JsonObject resolve(JsonObject object) {
    var reference = object.getString("$ref");
    if (reference == null) {
      return object;
    }
    JsonObject at = document;
    for (var token : reference.substring(2).split("/", -1)) {
      at = at.getJsonObject(token);
    }
    return at;
  }

  private Optional<JsonObject> operation(String method, String uri) {
    int query = uri.indexOf('?');
    var path = query < 0 ? uri : uri.substring(0, query);
    // Dot segments are resolved before anything is routed, so another path answers.
    if (!path.startsWith(Contract.BASE) || path.contains("..") || path.contains("%2e%2e")) {
      return Optional.empty();
    }
    var below = path.substring(Contract.BASE.length());
    var paths = document.getJsonObject("paths");
    return paths.fieldNames().stream()
        .filter(template -> below.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
        // What is spelled out wins over what has parameters.
        .min(java.util.Comparator.comparing((String template) -> template.contains("{")))
        .map(template -> paths.getJsonObject(template).getJsonObject(method));
  }
}
