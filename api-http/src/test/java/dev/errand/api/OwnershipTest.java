package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may do what with whose task: each operation that changes one, by everybody. */
class OwnershipTest {

  private enum Actor {
    OWNER("owner", "technician"),
    ASSIGNEE("assignee", "technician"),
    STRANGER("stranger", "technician"),
    OPERATOR("other", "operator"),
    MANAGER("boss", "manager"),
    OWNER_AS_VIEWER("owner", "viewer"),
    ASSIGNEE_AS_VIEWER("assignee", "viewer");

    private final String user;
    private final String role;

    Actor(String user, String role) {
      this.user = user;
      this.role = role;
    }

    Call send(Call call) {
      return call.as("t", user).header("X-Roles", role);
    }
  }

  private static final Set<Actor> CHANGE = EnumSet.of(Actor.OWNER, Actor.MANAGER);
  private static final Set<Actor> WORK = EnumSet.of(Actor.OWNER, Actor.ASSIGNEE, Actor.MANAGER);
  private static final Set<Actor> ALL_BUT_VIEWERS =
      EnumSet.of(Actor.OWNER, Actor.ASSIGNEE, Actor.STRANGER, Actor.OPERATOR, Actor.MANAGER);

  private static final String ASSIGNED = todo("t").put("assignee_id", "assignee").encode();
  private static final String JOB =
      "{\"type\": \"job\", \"performer\": \"worker\", \"run_immediately\": false}";

  /**
   * An operation.
   *
   * @param task what it is done to
   * @param before what the owner does first: a path below the task's, or the method DELETE
   * @param does method and path, in which {@code ID} is the task and {@code MADE} what was made
   * @param body sent with it
   * @param may who
   */
  private record Act(String task, String before, String does, String body, Set<Actor> may) {}

  private static Act change(String before, String does, String body) {
    return new Act(ASSIGNED, before, does, body, CHANGE);
  }

  private static List<Act> acts() {
    return Stream.of(edits(), moves(), besides(), schedules()).flatMap(List::stream).toList();
  }

  private static List<Act> edits() {
    var acts = new ArrayList<Act>();
    acts.add(change("", "PATCH /tasks/ID", "{\"title\": \"new\"}"));
    acts.add(change("", "PUT /tasks/ID", "{\"title\": \"new\"}"));
    acts.add(change("", "PATCH /tasks/ID", "{\"schedule\": \"daily\"}"));
    acts.add(change("", "PATCH /tasks/ID", "{\"status\": \"paused\"}"));
    acts.add(change("", "DELETE /tasks/ID", ""));
    return acts;
  }

  private static List<Act> moves() {
    var acts = new ArrayList<Act>();
    acts.add(change("DELETE", "POST /tasks/ID/restore", "{}"));
    acts.add(new Act(ASSIGNED, "", "POST /tasks/ID/start", "{}", WORK));
    acts.add(new Act(ASSIGNED, "", "POST /tasks/ID/complete", "{}", WORK));
    for (var word : List.of("cancel", "pause")) {
      acts.add(change("", "POST /tasks/ID/" + word, "{}"));
    }
    acts.add(change("/pause", "POST /tasks/ID/resume", "{}"));
    acts.add(change("", "POST /tasks/ID/block", "{\"reason\": \"rain\"}"));
    acts.add(change("/block", "POST /tasks/ID/unblock", "{}"));
    acts.add(change("/complete", "POST /tasks/ID/reopen", "{}"));
    acts.add(change("", "POST /tasks/ID/assign", "{\"assignee_id\": \"x\"}"));
    for (var word : List.of("run", "execute")) {
      acts.add(new Act(JOB, "", "POST /tasks/ID/" + word, "{}", CHANGE));
    }
    acts.add(
        new Act(
            JOB,
            "",
            "POST /tasks/ID/reschedule",
            "{\"run_at\": \"2099-01-01T00:00:00Z\"}",
            CHANGE));
    acts.add(new Act(JOB, "/run", "POST /executions/MADE/cancel", "{}", CHANGE));
    return acts;
  }

  private static List<Act> besides() {
    var acts = new ArrayList<Act>();
    var other = "{\"task_id\": \"OTHER\"}";
    acts.add(change("", "POST /tasks/ID/dependencies", other));
    acts.add(change("/dependencies", "DELETE /tasks/ID/dependencies/OTHER", ""));
    acts.add(
        new Act(ASSIGNED, "", "POST /tasks/ID/comments", "{\"body\": \"a\"}", ALL_BUT_VIEWERS));
    acts.add(
        new Act(
            ASSIGNED,
            "",
            "POST /tasks/ID/evidence",
            "{\"kind\": \"note\", \"text\": \"a\"}",
            WORK));
    acts.add(change("/evidence", "DELETE /tasks/ID/evidence/MADE", ""));
    acts.add(
        new Act(
            ASSIGNED,
            "",
            "POST /tasks/ID/reminders",
            "{\"remind_at\": \"2099-01-01T00:00:00Z\"}",
            WORK));
    acts.add(
        new Act(ASSIGNED, "/reminders", "POST /reminders/MADE/snooze", "{\"minutes\": 5}", WORK));
    acts.add(new Act(ASSIGNED, "/reminders", "DELETE /tasks/ID/reminders/MADE", "", WORK));
    acts.add(new Act(ASSIGNED, "fact", "POST /tasks/ID/facts", "{\"fact_id\": \"MADE\"}", WORK));
    acts.add(new Act(ASSIGNED, "/facts", "DELETE /tasks/ID/facts/MADE", "", WORK));
    return acts;
  }

  private static List<Act> schedules() {
    var acts = new ArrayList<Act>();
    acts.add(change("", "POST /schedules", "{\"task_id\": \"ID\", \"spec\": \"daily\"}"));
    acts.add(change("/schedules", "PATCH /schedules/MADE", "{\"name\": \"x\"}"));
    acts.add(change("/schedules", "POST /schedules/MADE/pause", "{}"));
    acts.add(change("/schedules", "POST /schedules/MADE/resume", "{}"));
    acts.add(change("/schedules", "POST /schedules/MADE/fire", "{}"));
    acts.add(change("/schedules", "DELETE /schedules/MADE", ""));
    return acts;
  }

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(AccessSettings.gateway(List.of("127.0.0.1"), null), root -> {});
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void only_those_change_a_task_who_may() {
    var wrong = new TreeSet<String>();
    for (var act : acts()) {
      for (var actor : Actor.values()) {
        var reply = tried(act, actor);
        boolean may = act.may().contains(actor);
        if (may ? reply.status() >= 300 : reply.status() != 403) {
          wrong.add("%s as %s: %s %s".formatted(act.does(), actor, reply.status(), reply.body()));
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void covers_every_operation_of_the_contract_on_a_task() {
    var tried = new TreeSet<String>();
    acts().forEach(act -> tried.add(act.does().replaceAll("ID|MADE|OTHER", "{}")));
    var others =
        Stream.of(
                // Of a comment its author alone decides: ConversationApiTest.
                "PATCH /tasks/{}/comments/{}", "DELETE /tasks/{}/comments/{}")
            .toList();
    var missing = new TreeSet<String>();
    var paths = api.contract.json().getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      for (var method : paths.getJsonObject(path).fieldNames()) {
        var operation = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
        if (operation.matches("(?!GET|PARAMETERS)\\w+ /(tasks|schedules|reminders)/\\{.*")) {
          missing.add(operation.replaceAll("\\{[^}]+}", "{}"));
        }
      }
    }
    missing.removeAll(tried);
    missing.removeAll(others);
    assertTrue(missing.isEmpty(), missing::toString);
  }

  @Test
  void many_at_once_are_changed_by_the_rules_of_each() {
    for (var actor : List.of(Actor.STRANGER, Actor.ASSIGNEE, Actor.OWNER)) {
      var ids = new JsonArray().add(made(ASSIGNED)).add(made(ASSIGNED));
      var action = new JsonObject().put("action", "cancel").put("ids", ids);
      var done = actor.send(api.post("/tasks/bulk-actions", action)).send().expect(200).json();
      boolean may = actor == Actor.OWNER;
      assertEquals(may ? 2 : 0, done.getInteger("changed"), actor.name());
      var reasons = new JsonObject();
      assertEquals(
          may ? reasons : reasons.put("permission_denied", 2), done.getJsonObject("reasons"));
    }
  }

  @Test
  void a_key_of_anothers_task_is_not_merged_into_nor_deleted() {
    var path = "/namespaces/default/tasks/by-key/k";
    var job = "{\"type\": \"job\", \"performer\": \"worker\"}";
    Actor.OWNER.send(api.call(HttpMethod.PUT, path)).json(job).send().expect(201);
    for (var actor : List.of(Actor.STRANGER, Actor.OPERATOR, Actor.OWNER_AS_VIEWER)) {
      actor.send(api.call(HttpMethod.PUT, path)).json(job).send().expect(403);
      actor.send(api.call(HttpMethod.DELETE, path)).send().expect(403);
    }
    Actor.MANAGER.send(api.call(HttpMethod.PUT, path)).json(job).send().expect(200);
    Actor.OWNER.send(api.call(HttpMethod.DELETE, path)).send().expect(204);
  }

  private static Call.Reply tried(Act act, Actor actor) {
    var task = made(act.task());
    var other = made(ASSIGNED);
    var first = before(act.before(), task, other);
    var does =
        act.does()
            .replace("ID", task)
            .replace("OTHER", other)
            .replace("MADE", first)
            .split(" ", -1);
    var call = actor.send(api.call(HttpMethod.valueOf(does[0]), does[1]));
    var body = act.body().replace("ID", task).replace("OTHER", other).replace("MADE", first);
    return (body.isEmpty() ? call : call.json(body)).send();
  }

  private static String made(String task) {
    return owner("/tasks", task).getString("id");
  }

  private static JsonObject owner(String path, String body) {
    return Actor.OWNER.send(api.post(path)).json(body).send().json();
  }

  /** The id of what it makes. */
  private static String before(String what, String task, String other) {
    var path = "/tasks/" + task;
    return switch (what) {
      case "" -> "";
      case "DELETE" -> {
        Actor.OWNER.send(api.call(HttpMethod.DELETE, path)).send().expect(204);
        yield "";
      }
      case "/schedules" ->
          owner(what, "{\"task_id\": \"%s\", \"spec\": \"daily\"}".formatted(task)).getString("id");
      case "/dependencies" ->
          String.valueOf(owner(path + what, "{\"task_id\": \"%s\"}".formatted(other)));
      case "fact" -> owner("/facts", "{\"text\": \"known\"}").getString("id");
      case "/facts" ->
          owner(path + what, "{\"fact_id\": \"%s\"}".formatted(before("fact", task, other)))
              .getString("fact_id");
      default -> owner(path + what, FIRST.getString(what, "{}")).getString("id");
    };
  }

  private static final JsonObject FIRST =
      new JsonObject()
          .put("/block", "{\"reason\": \"rain\"}")
          .put("/evidence", "{\"kind\": \"note\", \"text\": \"a\"}")
          .put("/reminders", "{\"remind_at\": \"2099-01-01T00:00:00Z\"}");
}
