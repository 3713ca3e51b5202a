package dev.errand.core.trigger;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.NewTask;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** Reads drafts of tasks as requests to create them are read. Thread-safe. */
public interface Drafting {

  /** Where nobody has said how: there is nothing to make tasks of. */
  Drafting NONE =
      new Drafting() {
        @Override
        public Checked check(JsonObject draft, List<Object> loc) {
          throw new Problem.Unavailable("Triggers are not at work here");
        }

        @Override
        public NewTask task(JsonObject members) {
          throw new Problem.Unavailable("Triggers are not at work here");
        }
      };

  /** Checks a draft, which stands at the given place, against what callers may write. */
  Checked check(JsonObject draft, List<Object> loc);

  /** The task that a draft asks for; it must have been found right. */
  NewTask task(JsonObject members);

  /**
   * A draft that was checked.
   *
   * @param members under canonical names
   * @param violations all that is wrong
   * @param faulty the canonical names of the members that something is wrong with
   */
  record Checked(JsonObject members, List<Violation> violations, Set<String> faulty) {}
}
