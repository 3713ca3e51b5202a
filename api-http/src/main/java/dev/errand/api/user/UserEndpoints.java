package dev.errand.api.user;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.endpoint.Tagged;
import dev.errand.api.identity.StoredRoles;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.task.TaskJson;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Agenda;
import dev.errand.core.task.LocalDay;
import dev.errand.core.task.MergePatch;
import dev.errand.core.user.User;
import dev.errand.core.user.UserCommand.CreateUser;
import dev.errand.core.user.UserCommand.DeleteUser;
import dev.errand.core.user.UserCommand.Target;
import dev.errand.core.user.UserCommand.UpdateUser;
import dev.errand.core.user.UserQuery.GetUser;
import dev.errand.core.user.UserQuery.ListUsers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The operations on users. Thread-safe. */
public final class UserEndpoints {

  private static final String OWN = "me";

  private final Bus bus;
  private final InstantSource clock;
  private final TaskJson tasks;
  private final StoredRoles roles;

  /** As the contract describes them; what is remembered of roles follows what they change. */
  public UserEndpoints(TaskEndpoints.Means means, StoredRoles roles) {
    this.roles = roles;
    bus = means.bus();
    clock = means.clock();
    tasks = new TaskJson(means.types(), clock);
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.ofEntries(
        Map.entry("createUser", this::create),
        Map.entry("listUsers", this::list),
        Map.entry("getMe", input -> get(input, input.caller().userId())),
        Map.entry("getUser", input -> get(input, id(input))),
        Map.entry("updateUser", this::update),
        Map.entry("replaceUser", this::update),
        Map.entry("deleteUser", this::delete),
        Map.entry("getPreferences", this::preferences),
        Map.entry("updatePreferences", this::prefer),
        Map.entry("replacePreferences", this::prefer),
        Map.entry("getUserSummary", this::summary));
  }

  private Future<Answer> create(Input input) {
    // Null says the same as absence.
    var members = MergePatch.apply(new JsonObject(), UserJson.members(input.body()));
    var chosen = (String) members.remove("id");
    return (chosen != null
            ? bus.request(new CreateUser(chosen, members, input.caller()))
            : input.once(
                id -> bus.request(new GetUser(id.toString(), input.caller())),
                id ->
                    bus.request(
                        new CreateUser(
                            id == null ? null : id.toString(), members, input.caller()))))
        .map(
            user ->
                changed(201, user)
                    .with(
                        "Location",
                        Contract.BASE
                            + "/users/"
                            + URLEncoder.encode(user.id(), StandardCharsets.UTF_8)
                                .replace("+", "%20")));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofNames(input);
    return bus.request(new ListUsers(input.caller().tenantId(), part))
        .map(page -> Parts.answer(page, part, UserJson::write));
  }

  private Future<Answer> get(Input input, String id) {
    return bus.request(new GetUser(id, input.caller()))
        .map(user -> Tagged.unlessKnown(input, user.etag(), () -> UserJson.body(user)));
  }

  private Future<Answer> update(Input input) {
    return bus.request(new UpdateUser(target(input), UserJson.members(input.body())))
        .map(user -> changed(200, user));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteUser(target(input)))
        .map(
            deleted -> {
              roles.forget(deleted.tenantId(), deleted.id());
              return Answer.empty(204);
            });
  }

  private Future<Answer> preferences(Input input) {
    return bus.request(new GetUser(id(input), input.caller()))
        .map(user -> Tagged.unlessKnown(input, user.etag(), () -> UserJson.preferences(user)));
  }

  private Future<Answer> prefer(Input input) {
    var patch = new JsonObject().put("preferences", input.body());
    return bus.request(new UpdateUser(target(input), patch))
        .map(user -> Tagged.of(200, UserJson.preferences(user), user.etag()));
  }

  private Future<Answer> summary(Input input) {
    var asked = input.text("date");
    return bus.request(new GetUser(id(input), input.caller()))
        .compose(
            user -> {
              var now = clock.instant();
              var day =
                  asked == null
                      ? LocalDay.at(now, user.zone())
                      : new LocalDay(date(asked), user.zone());
              var whose = new LocalDay.Whose(user.tenantId(), user.id(), input.caller().sight());
              return bus.request(day.agenda(whose, now))
                  .map(agenda -> Answer.ok(body(user, day.date(), agenda)));
            });
  }

  private static LocalDate date(String text) {
    var date = LocalDate.parse(text);
    if (date.getYear() < 1) {
      throw new Problem.Invalid(
          List.of(
              new Violation(List.of("query", "date"), "must not lie before the year 1", "date")));
    }
    return date;
  }

  private Buffer body(User user, LocalDate date, Agenda agenda) {
    var counts = agenda.counts();
    return JsonWriter.write(
        json ->
            json.text("user_id", user.id())
                .text("date", date.toString())
                .text("timezone", UserJson.zone(user))
                .object(
                    "counts",
                    members ->
                        members
                            .integer("today", counts.today())
                            .integer("overdue", counts.overdue())
                            .integer("completed", counts.completed()))
                .objects("today", agenda.today(), tasks::write)
                .objects("overdue", agenda.overdue(), tasks::write));
  }

  private Answer changed(int status, User user) {
    roles.forget(user.tenantId(), user.id());
    return Tagged.of(status, UserJson.body(user), user.etag());
  }

  private static Target target(Input input) {
    return new Target(id(input), input.caller(), Tagged.wanted(input));
  }

  private static String id(Input input) {
    var id = input.required("user_id");
    return id.equals(OWN) ? input.caller().userId() : id;
  }
}
