package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.core.apikey.ApiKey;
import dev.errand.core.apikey.ApiKeyCommand.CreateApiKey;
import dev.errand.core.apikey.Scope;
import dev.errand.core.identity.Role;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/access.md}: every operation, for every kind of caller. */
class AccessTableTest {

  private static final Pattern ROW =
      Pattern.compile("\\| ([A-Z]+) `([^`]+)` \\| (\\w+) \\| (\\w+) \\| (\\w+) \\|");

  private static ApiFixture api;
  private static List<Row> table;

  private record Row(String method, String path, Role role, Scope scope, String action) {

    String url() {
      return path.replaceAll("\\{(namespace|name|key)}", "x")
          .replaceAll("\\{[^}]+}", "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20");
    }
  }

  @BeforeAll
  static void start() {
    api = new ApiFixture(AccessSettings.gateway(List.of("127.0.0.1"), null), root -> {});
    table = table();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static List<Row> table() {
    try {
      return ROW.matcher(Files.readString(Path.of("../docs/access.md")))
          .results()
          .map(
              row ->
                  new Row(
                      row.group(1),
                      row.group(2),
                      Role.of(row.group(3)).orElseThrow(),
                      Scope.of(row.group(4)),
                      row.group(5)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void is_that_of_the_contract() {
    var rows = new TreeSet<String>();
    var paths = api.contract.json().getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      var item = paths.getJsonObject(path);
      for (var method : item.fieldNames()) {
        if (!method.equals("parameters")) {
          var rule = item.getJsonObject(method).getJsonObject("x-access");
          rows.add(
              "| %s `%s` | %s | %s | %s |"
                  .formatted(
                      method.toUpperCase(java.util.Locale.ROOT),
                      path,
                      rule.getString("role"),
                      rule.getString("scope"),
                      rule.getString("action")));
        }
      }
    }
    var documented = new TreeSet<String>();
    table.forEach(
        row ->
            documented.add(
                "| %s `%s` | %s | %s | %s |"
                    .formatted(
                        row.method, row.path, row.role.word(), row.scope.word(), row.action)));
    assertEquals(String.join("\n", rows), String.join("\n", documented));
  }

  @Test
  void lets_people_pass_by_their_role() {
    for (var role : Role.values()) {
      var calls = new ArrayList<Runnable>();
      for (var row : table) {
        var started = call(row).as("t1", "u").header("X-Roles", role.word()).start();
        calls.add(() -> check(row, CoreFixture.await(started), role, null));
      }
      calls.forEach(Runnable::run);
    }
  }

  @Test
  void lets_keys_pass_by_their_scope_and_role() {
    for (var scope : Scope.values()) {
      for (var role : Set.of(Role.VIEWER, Role.TECHNICIAN, Role.ADMIN)) {
        var secret = key(role, scope);
        var calls = new ArrayList<Runnable>();
        for (var row : table) {
          var started = call(row).header("Authorization", "Bearer " + secret).start();
          calls.add(() -> check(row, CoreFixture.await(started), role, scope));
        }
        calls.forEach(Runnable::run);
      }
    }
  }

  @Test
  void lets_nobody_pass_who_does_not_say_who_they_are() {
    for (var row : table) {
      assertEquals(401, call(row).header("X-Tenant-ID", "t1").send().status(), row.path);
      var tenant = call(row).header("X-User-ID", "u").send().expect(400).json();
      assertEquals("tenant_required", tenant.getString("code"), row.path);
      call(row).header("Authorization", "Bearer erk_" + "x".repeat(43)).send().expect(401);
    }
  }

  private static Call call(Row row) {
    var call = api.call(HttpMethod.valueOf(row.method), row.url());
    return row.method.equals("GET") || row.method.equals("DELETE") ? call : call.json("{}");
  }

  private static String key(Role role, Scope scope) {
    var grant = new ApiKey.Grant("test", Set.of(scope), role, null);
    return api.core.ask(new CreateApiKey(CoreFixture.caller("me", Role.ADMIN), grant)).secret();
  }

  private static void check(
      Row row, Call.Reply reply, Role role, @org.jspecify.annotations.Nullable Scope scope) {
    var where = "%s %s as %s with %s -> ".formatted(row.method, row.path, role, scope);
    boolean allowed = role.compareTo(row.role) >= 0 && opens(scope, row.scope);
    if (allowed) {
      var passed = Set.of(200, 201, 204, 400, 404, 415, 422);
      // Whom it asks for fields, nobody has configured here.
      boolean unanswered = row.path.startsWith("/fields/") && reply.status() == 502;
      assertTrue(unanswered || passed.contains(reply.status()), where + reply);
    } else {
      assertEquals(403, reply.status(), where + reply);
      assertEquals("Permission denied", reply.json().getString("detail"), where);
      assertEquals(row.action, reply.json().getString("action"), where);
    }
  }

  private static boolean opens(@org.jspecify.annotations.Nullable Scope scope, Scope needed) {
    Map<Scope, Set<Scope>> open = new EnumMap<>(Scope.class);
    open.put(Scope.READ, Set.of(Scope.READ));
    open.put(Scope.WRITE, Set.of(Scope.READ, Scope.WRITE));
    open.put(Scope.WORKER, Set.of(Scope.WORKER));
    open.put(Scope.ADMIN, Set.of(Scope.values()));
    return scope == null || open.getOrDefault(scope, Set.of()).contains(needed);
  }
}
