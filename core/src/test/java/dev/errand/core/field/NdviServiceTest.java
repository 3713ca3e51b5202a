package dev.errand.core.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.problem.Problem;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks a real server, which may say anything. */
class NdviServiceTest {

  private static volatile Consumer<HttpServerRequest> answer = request -> request.response().end();

  private static Vertx vertx;
  private static Egress egress;
  private static URI base;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    egress = new Egress(vertx, EgressSettings.USUAL, Directory.NONE);
    var server =
        CoreFixture.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> answer.accept(request))
                .listen(0, "127.0.0.1"));
    base = URI.create("http://127.0.0.1:%d/".formatted(server.actualPort()));
  }

  @AfterAll
  static void close() {
    CoreFixture.await(egress.close());
    CoreFixture.await(vertx.close());
  }

  private static FieldHealth health(String body) {
    answer = request -> request.response().end(body);
    return CoreFixture.await(service(base).health(new GetFieldHealth("t1", "north")));
  }

  private static NdviService service(URI address) {
    return new NdviService(egress, address);
  }

  private static Problem.UpstreamFailed refusal(NdviService service) {
    var asked = service.health(new GetFieldHealth("t1", "north"));
    return assertThrows(Problem.UpstreamFailed.class, () -> CoreFixture.await(asked));
  }

  private static void assertSays(String words, Problem refusal) {
    var message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith("The field health service") && message.contains(words), message);
  }

  @Test
  void asks_for_the_field_in_the_name_of_the_tenant() {
    var field = "../a b/\"ح\n";
    var asked = new AtomicReference<>("");
    answer =
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      asked.set(
                          "%s %s %s %s"
                              .formatted(
                                  request.method(),
                                  request.path(),
                                  request.getHeader("X-Tenant-ID"),
                                  body.toJsonObject().getString("field_id")));
                      request.response().end("{\"health_score\": 7}");
                    });
    var health = CoreFixture.await(service(base).health(new GetFieldHealth("مزرعة", field)));
    assertEquals(field, health.fieldId());
    assertEquals(
        "POST /api/v1/ndvi/calculate %D9%85%D8%B2%D8%B1%D8%B9%D8%A9 " + field, asked.get());
  }

  @Test
  void believes_the_numbers_of_the_service_and_no_others() {
    var health =
        health(
            """
            {"field_id": "north", "health_score": 6.25, "more": true,
             "zones": {"healthy": 50, "stressed": 30.5, "critical": 4.5, "bare_soil": 15, "water": 0},
             "statistics": {"mean": 0.41, "min": -0.1, "max": 0.8, "std_dev": 0.12, "coverage_percent": 80.5},
             "alerts": [{"type": "low_vegetation", "message": "Low"}, "frost"]}
            """);
    assertEquals(6.25, health.score());
    assertEquals(new FieldHealth.Zones(50.0, 30.5, 4.5, 15.0, 0.0), health.zones());
    assertEquals(new FieldHealth.Ndvi(0.41, -0.1, 0.8, 0.12), health.ndvi());
    assertEquals(80.5, health.vegetationCoverage());
    assertEquals(
        List.of(new JsonObject().put("type", "low_vegetation").put("message", "Low"), "frost"),
        health.alerts());

    var little = health("{\"health_score\": 10, \"zones\": null}");
    assertNull(little.vegetationCoverage());
    assertEquals(new FieldHealth.Zones(null, null, null, null, null), little.zones());
    assertEquals(List.of(), little.alerts());

    var flat = health("{\"health_score\": 1, \"ndvi_mean\": 0.5, \"vegetation_coverage\": 7}");
    assertEquals(new FieldHealth.Ndvi(0.5, null, null, null), flat.ndvi());
    assertEquals(7.0, flat.vegetationCoverage());
    assertEquals(-1.0, health("{\"health_score\": 1, \"ndvi\": {\"min\": -1}}").ndvi().min());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<html><body>Login</body></html> | something else than a JSON object",
        "~~ | something else than a JSON object",
        "null | something else than a JSON object",
        "[] | something else than a JSON object",
        "{\"health_score\": 7} {} | something else than a JSON object",
        "{\"health_score\": NaN} | something else than a JSON object",
        "{} | has no health_score",
        "{\"health_score\": null} | has no health_score",
        "{\"health_score\": \"7\"} | a health_score that is no number from 0 to 10",
        "{\"health_score\": 10.01} | a health_score that is no number from 0 to 10",
        "{\"health_score\": -1} | a health_score that is no number from 0 to 10",
        "{\"health_score\": 1e999} | a health_score that is no number from 0 to 10",
        "{\"health_score\": {}} | a health_score that is no number from 0 to 10",
        "{\"health_score\": 7, \"zones\": [1]} | something else than an object where zones.healthy",
        "{\"health_score\": 7, \"zones\": {\"water\": 101}} | a zones.water that is no number from 0 to 100",
        "{\"health_score\": 7, \"ndvi\": 0.5} | something else than an object where ndvi.mean",
        "{\"health_score\": 7, \"ndvi\": {\"max\": 1.2}} | a ndvi.max that is no number from -1 to 1",
        "{\"health_score\": 7, \"statistics\": {\"std_dev\": -0.1}} | statistics.std_dev that is no",
        "{\"health_score\": 7, \"ndvi\": {\"min\": 0.5, \"max\": 0.4}} | not in this order",
        "{\"health_score\": 7, \"ndvi\": {\"min\": 0.5, \"mean\": 0.4}} | not in this order",
        "{\"health_score\": 7, \"ndvi\": {\"mean\": 0.5, \"max\": 0.4}} | not in this order",
        "{\"health_score\": 7, \"vegetation_coverage\": true} | vegetation_coverage that is no number",
        "{\"health_score\": 7, \"alerts\": {}} | alerts that are no list",
        "{\"health_score\": 7, \"alerts\": [1]} | alerts that are no list",
        "{\"health_score\": 7, \"alerts\": [null]} | alerts that are no list",
        "{\"health_score\": 7, \"field_id\": \"south\"} | another field than the one it was asked for",
      })
  void refuses_what_cannot_be_and_names_it(String body, String words) {
    answer = request -> request.response().end(body);
    var refused = refusal(service(base));
    assertSays(words, refused);
    assertEquals(false, refused.late());
  }

  @ParameterizedTest
  @CsvSource({
    "500, try again later",
    "503, try again later",
    "404, where 200 was expected",
    "204, where 200 was expected",
    "504, try again later"
  })
  void says_which_status_was_answered(int status, String words) {
    answer = request -> request.response().setStatusCode(status).end();
    var refused = refusal(service(base));
    assertSays("answered " + status, refused);
    assertSays(words, refused);
    assertEquals(status == 504, refused.late());
  }

  @Test
  void follows_no_redirect_to_a_private_address_and_keeps_addresses_to_itself() {
    answer =
        request ->
            request
                .response()
                .setStatusCode(307)
                .putHeader("Location", "http://169.254.169.254/latest/meta-data")
                .end();
    var refused = refusal(service(base));
    assertSays("refused by the rules for outgoing calls", refused);
    assertTrue(!String.valueOf(refused.getMessage()).contains("169.254"));
    answer =
        request ->
            request
                .response()
                .end("{\"health_score\": 7, \"x\": \"" + "x".repeat(6_000_000) + "\"}");
    assertSays("refused by the rules for outgoing calls", refusal(service(base)));
  }

  @Test
  void is_found_by_its_name_in_consul() {
    answer = request -> request.response().end("{\"health_score\": 7}");
    var here = SocketAddress.inetSocketAddress(base.getPort(), "127.0.0.1");
    var finding =
        new Egress(
            vertx,
            EgressSettings.USUAL,
            name ->
                name.equals("ndvi")
                    ? Future.succeededFuture(here)
                    : Future.failedFuture(new IOException("no " + name)));
    var named = new NdviService(finding, Directory.callable(URI.create("consul://ndvi")));
    assertEquals(7, CoreFixture.await(named.health(new GetFieldHealth("t1", "north"))).score());
    CoreFixture.await(finding.close());
  }

  @Test
  void gives_up_on_a_service_that_does_not_answer() {
    answer = request -> {};
    var refused = refusal(new NdviService(egress, base, Duration.ofMillis(200)));
    assertSays("did not answer in time", refused);
    assertTrue(refused.late());
  }

  @Test
  void says_that_nobody_is_there() {
    answer = request -> request.connection().close();
    assertSays("cannot be reached", refusal(service(base)));
    var refused = refusal(service(Directory.callable(URI.create("consul://ndvi"))));
    assertSays("refused by the rules for outgoing calls", refused);
  }
}
