package dev.errand.core.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Level;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem.LimitExceeded;
import dev.errand.core.task.NewTask;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.user.UserCommand.ChangeSubscription;
import dev.errand.core.user.UserCommand.SeeUser;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where levels come from: the request, the stored user, the account service, the usual one. */
class LevelsTest {

  private static final AtomicInteger ASKED = new AtomicInteger();
  private static final AtomicReference<String> ANSWER = new AtomicReference<>("");

  private static CoreFixture core;
  private static Node other;
  private static Levels levels;

  @BeforeAll
  static void open() {
    core = new CoreFixture();
    var server =
        core.vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  ASKED.incrementAndGet();
                  var answer = java.util.Objects.requireNonNull(ANSWER.get());
                  var known = request.path().equals("/api/v1/accounts/known%20one");
                  request
                      .response()
                      .setStatusCode(answer.isEmpty() ? 500 : known ? 200 : 404)
                      .end(new JsonObject().put("subscription_level", answer).toBuffer());
                });
    int port = CoreFixture.await(server.listen(0, "127.0.0.1")).actualPort();
    var egress = new Egress(core.vertx, EgressSettings.USUAL, Directory.NONE);
    var service = new AccountService(egress, URI.create("http://127.0.0.1:" + port + "/"));
    levels = new Levels(core.pg, core.clock, new Levels.Settings(Level.BASIC, service));
    other = new Node(core, new Levels.Settings(Level.FREE, Accounts.NONE));
  }

  @AfterAll
  static void close() {
    other.close();
    core.close();
  }

  private static Caller caller(@Nullable String level, String user) {
    var origin = new Caller.Origin("request", "test");
    return new Caller("t1", user, Role.TECHNICIAN, level, origin, Sight.ALL);
  }

  private static Level level(@Nullable String said, String user) {
    return CoreFixture.await(levels.of(caller(said, user)));
  }

  @Test
  void the_request_comes_first_then_the_stored_user_then_the_service_then_the_usual() {
    ANSWER.set("pro");
    assertEquals(Level.PRO, level(null, "known one"));
    assertEquals(Level.FREE, level("Free", "known one"));
    assertEquals(Level.BASIC, level("unheard of", "known one"));
    assertEquals(Level.BASIC, level(null, "stranger"));
    core.ask(new SeeUser(caller("enterprise", "stored")));
    assertEquals(Level.ENTERPRISE, level(null, "stored"));
    assertEquals(Level.ENTERPRISE, level(null, "key:5"));
    int asked = ASKED.get();
    ANSWER.set("free");
    assertEquals(Level.PRO, level(null, "known one"), "remembered for a minute");
    assertEquals(asked, ASKED.get());
    core.clock.advance(Duration.ofSeconds(61));
    assertEquals(Level.FREE, level(null, "known one"));
    ANSWER.set("");
    core.clock.advance(Duration.ofSeconds(61));
    assertEquals(Level.BASIC, level(null, "known one"), "the service is away");
    asked = ASKED.get();
    assertEquals(Level.BASIC, level(null, "known one"));
    assertEquals(asked, ASKED.get(), "and left alone for a while");
  }

  @Test
  void a_changed_subscription_lifts_the_limit_at_once_on_every_node() {
    var caller = caller(null, "climber");
    core.ask(new SeeUser(caller("free", "climber")));
    for (int i = 0; i < 5; i++) {
      create(i, caller);
    }
    for (int node = 0; node < 2; node++) {
      int at = node;
      assertThrows(LimitExceeded.class, () -> create(at, caller));
    }
    assertEquals(1, core.ask(new ChangeSubscription(null, "climber", Level.PRO)));
    create(1, caller);
    create(0, caller);
  }

  private static void create(int node, Caller caller) {
    var start =
        new NewTask.Start(
            null, null, new dev.errand.core.execution.Execution.Trigger("manual", null));
    var wanted = NewTask.of("todo", start, new JsonObject().put("title", "t"));
    var command = core.factory.create(wanted, caller);
    CoreFixture.await(node % 2 == 0 ? core.bus.request(command) : other.request(command));
  }
}
