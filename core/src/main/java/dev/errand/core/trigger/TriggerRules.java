package dev.errand.core.trigger;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger must be like, so that tasks can come of it. Blocks for as long as reading a
 * condition takes. Thread-safe.
 */
final class TriggerRules {

  private static final String TASK = "task";

  /** All drafts for an event are in memory together. */
  private static final int DRAFT_BYTES = 64 * 1024;

  private final TaskFactory factory;
  private final Drafting drafting;

  TriggerRules(TaskFactory factory, Drafting drafting) {
    this.factory = factory;
    this.drafting = drafting;
  }

  /** The members with a canonical draft; refuses what is wrong, all of it. */
  JsonObject checked(JsonObject members, List<Object> loc) {
    var problems = new ArrayList<Violation>();
    var checked = checked(members, loc, problems);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return checked;
  }

  /** The same, adding what is wrong. */
  JsonObject checked(JsonObject members, List<Object> loc, List<Violation> problems) {
    checkCondition(members.getString("condition"), loc, problems);
    var task = Placeholders.below(loc, TASK);
    return members.copy().put(TASK, draft(members.getJsonObject(TASK), task, problems));
  }

  private static void checkCondition(
      @Nullable String condition, List<Object> loc, List<Violation> problems) {
    if (condition == null) {
      return;
    }
    try {
      Condition.of(condition);
    } catch (Condition.Malformed malformed) {
      var at = Placeholders.below(loc, "condition");
      malformed.reasons().forEach(why -> problems.add(new Violation(at, why, "condition")));
    }
  }

  /** Whatever stands in a placeholder's place can only be looked at once it is filled. */
  private JsonObject draft(JsonObject draft, List<Object> loc, List<Violation> problems) {
    if (draft.toBuffer().length() > DRAFT_BYTES) {
      problems.add(new Violation(loc, "must have at most 64 KiB, written as JSON", "maxLength"));
      return draft;
    }
    var checked = drafting.check(draft, loc);
    checked.violations().stream()
        .filter(each -> !Placeholders.in(at(draft, each.loc(), loc.size())))
        .forEach(problems::add);
    var certain = new JsonObject();
    for (var member : checked.members()) {
      if (!checked.faulty().contains(member.getKey())) {
        put(certain, member.getKey(), member.getValue());
      }
    }
    try {
      for (var each : factory.problems(drafting.task(certain), Places.UNKNOWN)) {
        if (!Placeholders.in(at(checked.members(), each.loc(), 1))
            && !checked.faulty().contains(String.valueOf(each.loc().get(1)))) {
          problems.add(moved(each, loc));
        }
      }
    } catch (Problem.Invalid invalid) {
      invalid.violations().forEach(each -> problems.add(moved(each, loc)));
    }
    return checked.members();
  }

  /** Objects without the members that hold placeholders; other values only if they have none. */
  private static void put(JsonObject object, String name, @Nullable Object value) {
    if (value instanceof JsonObject inner) {
      var certain = new JsonObject();
      inner.forEach(member -> put(certain, member.getKey(), member.getValue()));
      object.put(name, certain);
    } else if (!Placeholders.in(value)) {
      object.put(name, value);
    }
  }

  private static @Nullable Object at(JsonObject draft, List<Object> loc, int depth) {
    Object value = draft;
    for (var part : loc.subList(Math.min(depth, loc.size()), loc.size())) {
      value =
          switch (value) {
            case JsonObject object -> object.getValue(part.toString());
            case JsonArray array when part instanceof Integer index && index < array.size() ->
                array.getValue(index);
            case null, default -> null;
          };
    }
    return value;
  }

  /** The same, of a task that stands elsewhere. */
  static Violation moved(Violation violation, List<Object> loc) {
    var all = new ArrayList<>(loc);
    all.addAll(violation.loc().subList(1, violation.loc().size()));
    return new Violation(List.copyOf(all), violation.msg(), violation.type());
  }
}
