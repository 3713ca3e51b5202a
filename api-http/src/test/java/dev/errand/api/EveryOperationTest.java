package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.errand.api.Preparations.Ready;
import dev.errand.api.identity.AccessSettings;
import dev.errand.core.field.FieldHealth;
import dev.errand.core.field.FieldHealth.Ndvi;
import dev.errand.core.field.FieldHealth.Zones;
import dev.errand.core.field.HealthSource;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls each operation of the contract so that it succeeds; the fixture holds the answer against
 * its schema. A new operation is called by itself, with the contract's example on things of its
 * own; what it needs beyond that {@link Preparations} say.
 */
class EveryOperationTest {

  private static ApiFixture api;
  private static Preparations preparations;

  @BeforeAll
  static void start() {
    var well =
        new FieldHealth(
            "field-7",
            9,
            new Zones(null, null, null, null, null),
            new Ndvi(null, null, null, null),
            null,
            List.of());
    HealthSource fields = query -> Future.succeededFuture(well);
    api =
        new ApiFixture(
            CoreFixture.with((vertx, persistence) -> persistence.fields(fields)),
            AccessSettings.LOCAL,
            root -> {});
    preparations = new Preparations(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @TestFactory
  Stream<DynamicTest> every_operation_succeeds_as_the_contract_says() {
    var document = api.contract.json();
    return Operation.all(document).stream()
        .map(
            operation ->
                DynamicTest.dynamicTest(operation.id(), () -> succeeds(document, operation)));
  }

  private void succeeds(JsonObject document, Operation operation) {
    send(operation, preparations.of(document, operation), "");
  }

  private static Call.Reply send(Operation operation, Ready ready, String query) {
    var call = api.call(operation.method(), ready.path() + query);
    if (operation.id().equals("importTasks")) {
      call.body("text/csv", "title\na\n");
    } else if (operation.body() != null) {
      call.json(ready.body().toBuffer());
    }
    var reply = call.send();
    assertEquals(2, reply.status() / 100, () -> ready + " -> " + reply.body());
    return reply;
  }

  @TestFactory
  Stream<DynamicTest> every_dry_run_succeeds_as_in_earnest_and_changes_no_row() {
    // Who claims is noted a little later, and once.
    preparations.claimed();
    var document = api.contract.json();
    return Operation.all(document).stream()
        .filter(EveryOperationTest::triesOnly)
        // Its report is kept, and leads to it.
        .filter(operation -> !operation.id().equals("importTasks"))
        .map(
            operation ->
                DynamicTest.dynamicTest(operation.id(), () -> leavesNoTrace(document, operation)));
  }

  private static boolean triesOnly(Operation operation) {
    return operation.parametersIn("query").stream()
        .anyMatch(parameter -> parameter.getString("name").equals("dry_run"));
  }

  private void leavesNoTrace(JsonObject document, Operation operation) {
    var ready = preparations.of(document, operation);
    var rows = new Rows(api.core.database, "true");
    var before = rows.read();
    var tried = send(operation, ready, "?dry_run=true");
    assertEquals(before, rows.read());
    assertFalse(tried.headers().contains("ETag") || tried.headers().contains("Location"));
    var done = send(operation, ready, "");
    assertEquals(done.status() == 201 ? 200 : done.status(), tried.status());
    assertEquals(done.body() == null, tried.body() == null);
  }

  @Test
  void whatever_creates_or_changes_something_has_a_dry_run_or_says_why_not() {
    var without = new TreeSet<String>();
    for (var operation : Operation.all(api.contract.json())) {
      if (!operation.method().equals(HttpMethod.GET) && !triesOnly(operation)) {
        without.add(operation.id());
      }
    }
    var said = new TreeSet<>(List.of("previewSchedule", "testTrigger"));
    said.addAll(List.of("validateDate", "validateTaskDate"));
    // What workers say of leases, which are no resources.
    said.addAll(List.of("claimTasks", "heartbeatExecution", "settleExecutions"));
    said.addAll(
        List.of("completeExecution", "failExecution", "releaseExecution", "snoozeExecution"));
    assertEquals(said, without);
    var paths = api.contract.json().getJsonObject("paths");
    for (var operation : Operation.all(api.contract.json())) {
      var described =
          paths
              .getJsonObject(operation.path())
              .getJsonObject(operation.method().name().toLowerCase(Locale.ROOT));
      assertEquals(
          without.contains(operation.id()),
          described.getString("x-no-dry-run") != null,
          operation.id());
    }
  }
}
