package dev.errand.api;

import static dev.errand.core.testing.CoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.errand.core.identity.Role;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who tries every operation of the contract with ids of things that they must not know of,
 * in every place that takes an id. Each answer must be that for things which there are none of, but
 * for the id asked for and the id of the request.
 */
final class Intrusion {

  private static final String FORM =
      """
      --x\r
      Content-Disposition: form-data; name="file"; filename="a.txt"\r
      Content-Type: text/plain\r
      \r
      a\r
      --x--\r
      """;

  private final ApiFixture api;
  private final Who who;
  private final Belongings own;
  private final Belongings foreign;
  private final Belongings missing;
  private final List<Operation> operations;
  private int calls;

  /**
   * Who tries.
   *
   * @param slots those that take what must not be known
   */
  record Who(String tenant, String user, Predicate<Slot> slots) {}

  private record Operation(
      HttpMethod method, String path, List<Slot> slots, @Nullable JsonObject body, boolean form) {

    boolean reads() {
      return method.equals(HttpMethod.GET)
          || (body != null && Boolean.TRUE.equals(body.getBoolean("dry_run")));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  Intrusion(ApiFixture api, Who who, Belongings own, Belongings foreign) {
    this.api = api;
    this.who = who;
    this.own = own;
    this.foreign = foreign;
    missing = foreign.missing("nobody");
    operations = operations();
  }

  /** Reading comes first: what is written may show in what is read. */
  private List<Operation> operations() {
    var found = new ArrayList<Operation>();
    var paths = api.contract.json().getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      var item = paths.getJsonObject(path);
      for (var method : item.fieldNames()) {
        if (!method.equals("parameters")) {
          found.add(operation(path, HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)), item));
        }
      }
    }
    found.sort(Comparator.comparing(each -> !each.reads()));
    return found;
  }

  private Operation operation(String path, HttpMethod method, JsonObject item) {
    var operation = item.getJsonObject(method.name().toLowerCase(Locale.ROOT));
    var parameters =
        Stream.of(item, operation)
            .flatMap(each -> each.getJsonArray("parameters", new JsonArray()).stream())
            .map(each -> resolved((JsonObject) each))
            .toList();
    var content =
        operation
            .getJsonObject("requestBody", new JsonObject())
            .getJsonObject("content", new JsonObject());
    var json = content.getJsonObject("application/json");
    return new Operation(
        method,
        path,
        Slot.of(path, parameters, json == null ? null : json.getValue("schema"), this::resolved),
        json == null ? null : example(json),
        content.containsKey("multipart/form-data"));
  }

  private static JsonObject example(JsonObject media) {
    var examples = media.getJsonObject("examples");
    var example =
        examples == null
            ? media.getJsonObject("example", new JsonObject())
            : ((JsonObject) examples.iterator().next().getValue()).getJsonObject("value");
    var body = example.copy();
    body.remove("wait_seconds");
    return body;
  }

  private JsonObject resolved(JsonObject schema) {
    var found = schema;
    while (found.getString("$ref") != null) {
      var way = found.getString("$ref").split("/", -1);
      found = api.contract.json().getJsonObject(way[1]).getJsonObject(way[2]).getJsonObject(way[3]);
    }
    return found;
  }

  /** Where ids are put, as {@code method path place}. */
  Set<String> places() {
    return operations.stream()
        .flatMap(each -> each.slots().stream().map(at -> each + " " + String.join(".", at.at())))
        .collect(Collectors.toSet());
  }

  /** Tries everything; answers how many requests that took. */
  int asEverybody(List<Role> roles) {
    for (var operation : operations) {
      var slots = operation.slots().stream().filter(who.slots()).toList();
      var pairs = new ArrayList<Runnable>();
      for (var role : roles) {
        attempts(slots).forEach(attempt -> pairs.addAll(begin(operation, attempt, role)));
      }
      if (!slots.isEmpty()) {
        others(slots).forEach(other -> pairs.addAll(begin(operation, other, roles.getLast())));
      }
      pairs.forEach(Runnable::run);
    }
    return calls;
  }

  /** An id in each place alone, and in all places of the path with its token. */
  private static Stream<Map<Slot, String>> attempts(List<Slot> slots) {
    var together =
        slots.stream()
            .filter(slot -> slot.in().equals("path") || slot.kind().equals("token"))
            .collect(Collectors.toMap(slot -> slot, Slot::kind));
    var alone = slots.stream().map(slot -> Map.of(slot, slot.kind()));
    return together.size() < 2 ? alone : Stream.concat(alone, Stream.of(together));
  }

  /** Ids of all other kinds where a UUID stands. */
  private Stream<Map<Slot, String>> others(List<Slot> slots) {
    var kinds = foreign.uuidKinds();
    return slots.stream()
        .filter(slot -> kinds.contains(slot.kind()))
        .flatMap(
            slot ->
                kinds.stream()
                    .filter(kind -> !kind.equals(slot.kind()))
                    .map(kind -> Map.of(slot, kind)));
  }

  /** Begins a comparison; reading goes side by side, what may change anything one by one. */
  private List<Runnable> begin(Operation operation, Map<Slot, String> attempt, Role role) {
    var pairs = new ArrayList<Runnable>();
    for (var form : operation.form() ? List.of(false, true) : List.of(false)) {
      var theirs = new Try(operation, ids(attempt, foreign), role, form);
      var nobodys = new Try(operation, ids(attempt, missing), role, form);
      if (operation.reads()) {
        var theirReply = start(theirs);
        var nobodysReply = start(nobodys);
        pairs.add(() -> compare(theirs, await(theirReply), nobodys, await(nobodysReply)));
      } else {
        pairs.add(() -> compare(theirs, nobodys));
      }
    }
    return pairs;
  }

  private static Map<Slot, String> ids(Map<Slot, String> attempt, Belongings whose) {
    var ids = new HashMap<Slot, String>();
    attempt.forEach((slot, kind) -> ids.put(slot, whose.id(kind)));
    return ids;
  }

  private record Try(Operation operation, Map<Slot, String> ids, Role role, boolean form) {}

  /** What is made by the first request is there for the second: then both are sent once more. */
  private void compare(Try theirs, Try nobodys) {
    var first = await(start(theirs));
    var second = await(start(nobodys));
    boolean made = first.status() == 201 && second.status() != 201;
    compare(theirs, made ? await(start(theirs)) : first, nobodys, second);
  }

  private void compare(Try theirs, Call.Reply reply, Try nobodys, Call.Reply wanted) {
    var where = "%s as %s with %s".formatted(theirs.operation(), theirs.role(), theirs.ids());
    assertEquals(
        normal(wanted, nobodys.ids().values()), normal(reply, theirs.ids().values()), where);
    requireNothingSaid(reply, theirs.ids(), where);
  }

  /** Of what was not named in the request. */
  private void requireNothingSaid(Call.Reply reply, Map<Slot, String> ids, String where) {
    var said = String.valueOf(reply.body());
    for (var kind : foreign.uuidKinds()) {
      var id = foreign.id(kind);
      if (!ids.containsValue(id) && hides(kind)) {
        assertFalse(said.contains(id), () -> where + " says the id of the " + kind + ": " + said);
      }
    }
  }

  private boolean hides(String kind) {
    return who.slots().test(new Slot("path", List.of("id"), kind, false));
  }

  private Future<Call.Reply> start(Try wanted) {
    calls++;
    var operation = wanted.operation();
    var ids = wanted.ids();
    var path = operation.path();
    var query = new ArrayList<String>();
    var body = operation.body() == null ? null : operation.body().copy();
    for (var slot : operation.slots()) {
      var id = ids.get(slot);
      if (slot.in().equals("path")) {
        path = path.replace("{" + slot.name() + "}", id == null ? own.id(slot.kind()) : id);
      } else if (id != null && slot.in().equals("query")) {
        query.add(slot.name() + "=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
      } else if (id != null) {
        slot.put(java.util.Objects.requireNonNull(body), id);
      }
    }
    var call =
        api.call(operation.method(), path + (query.isEmpty() ? "" : "?" + String.join("&", query)))
            .as(who.tenant(), who.user())
            .header("X-Roles", wanted.role().word());
    if (wanted.form()) {
      call.body("multipart/form-data; boundary=x", FORM);
    } else if (body != null) {
      call.json(body.toBuffer());
    }
    return call.start();
  }

  /** Refusals byte for byte; of what was made or changed, all but what is new each time. */
  private String normal(Call.Reply reply, Iterable<String> ids) {
    var headers = new TreeMap<String, String>();
    reply.headers().forEach(each -> headers.put(each.getKey(), each.getValue()));
    boolean refused = reply.status() >= 400;
    headers.keySet().removeIf(name -> !refused || name.equalsIgnoreCase("X-Request-ID"));
    var text =
        "%d %s %s"
            .formatted(
                reply.status(), headers, reply.body() == null ? Buffer.buffer() : reply.body())
            .replace(reply.header("X-Request-ID"), "REQUEST");
    for (var id : ids) {
      text = named(text, id);
    }
    if (refused) {
      return text;
    }
    // Earlier requests have left them behind.
    for (var one :
        Stream.of(foreign, missing).flatMap(each -> each.ids().values().stream()).toList()) {
      text = named(text, one);
    }
    // How far the feed of events has come is no secret.
    return text.replaceAll("\"next_cursor\":\"[^\"]+\",\"more\"", "\"more\"")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "NEW")
        .replaceAll("whsec_[A-Za-z0-9+/=]+", "SECRET")
        .replaceAll("\"(revision|lease_token)\":\\d+", "$1");
  }

  /** Tokens are numbers, too short to be told from others. */
  private static String named(String text, String id) {
    return id.length() < 5 ? text : text.replace(id, "ID");
  }

  /** All answers to requests that name nothing, but for the id of each request. */
  Map<String, String> listed(Role role, Set<String> without) {
    var said = new TreeMap<String, String>();
    for (var operation : operations) {
      var path = operation.path();
      if (operation.method().equals(HttpMethod.GET)
          && !path.contains("{")
          && !without.contains(path)) {
        said.put(
            path + " as " + role,
            normal(await(start(new Try(operation, Map.of(), role, false))), List.of()));
      }
    }
    return said;
  }
}
