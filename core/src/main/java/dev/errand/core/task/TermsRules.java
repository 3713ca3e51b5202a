package dev.errand.core.task;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.tasktype.RegisteredType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/** Which terms make sense for a new task. */
final class TermsRules {

  private TermsRules() {}

  /** What is wrong with the terms whatever the type. */
  static List<Violation> check(NewTask wanted) {
    var terms = wanted.start().terms();
    var problems = new ArrayList<Violation>();
    var seen = new HashSet<UUID>();
    for (int i = 0; i < terms.dependsOn().size(); i++) {
      if (!seen.add(terms.dependsOn().get(i).taskId())) {
        problems.add(prerequisite(i, "is named twice", "duplicate"));
      }
    }
    if (terms.maxAge() != null) {
      if (wanted.keys().unique() != null) {
        problems.add(alone("unique_key"));
      }
      if (!seen.isEmpty()) {
        problems.add(alone("depends_on"));
      }
    }
    if (wanted.start().schedule() != null) {
      if (terms.maxAge() != null) {
        problems.add(alone("schedule"));
      }
      if (!seen.isEmpty()) {
        problems.add(
            Violation.ofBody(
                "depends_on",
                "cannot be combined with schedule: add the dependency when the task is there",
                "depends_on"));
      }
    }
    return problems;
  }

  /** A fresh result is wanted now, so the task must be one that runs now. */
  static void requireQueued(Terms terms, RegisteredType type, TaskStatus status) {
    if (terms.maxAge() == null || status == TaskStatus.QUEUED) {
      return;
    }
    throw new Problem.Invalid(
        List.of(
            Violation.ofBody(
                "max_age",
                type.performer() == Performer.HUMAN
                    ? "cannot be used with type %s, whose tasks are done by a person"
                        .formatted(type.descriptor().name())
                    : "needs run_immediately: it asks for a result now",
                "max_age")));
  }

  /** A complaint about one of the prerequisites. */
  static Violation prerequisite(int index, String msg, String type) {
    return new Violation(List.of("body", "depends_on", index), msg, type);
  }

  private static Violation alone(String member) {
    return Violation.ofBody(
        "max_age", "cannot be combined with " + member + ": leave one of them out", "max_age");
  }
}
