package dev.errand.api.contract;

import dev.errand.core.problem.Violation;
import dev.errand.core.schema.Nearest;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of an operation, in path and query. Thread-safe. */
public final class ParameterRules {

  private final List<ParameterRule> rules;
  private final Set<String> inQuery = new TreeSet<>();

  ParameterRules(List<ParameterRule> rules) {
    this.rules = List.copyOf(rules);
    rules.stream().filter(rule -> !rule.inPath()).forEach(rule -> inQuery.addAll(rule.names()));
  }

  /** The values by canonical name, defaults included; what is wrong is added to the problems. */
  public Map<String, Object> read(
      Map<String, String> path, MultiMap query, List<Violation> problems) {
    var values = new HashMap<String, Object>();
    for (var rule : rules) {
      if (rule.inPath()) {
        var sent = path.get(rule.name());
        values.put(rule.name(), rule.read(rule.name(), List.of(sent), problems));
      } else {
        query(rule, query, values, problems);
      }
    }
    refuseUnknown(query, problems);
    return values;
  }

  private static void query(
      ParameterRule rule, MultiMap query, Map<String, Object> values, List<Violation> problems) {
    for (var spelled : rule.names()) {
      var sent = query.getAll(spelled);
      if (sent.isEmpty()) {
        continue;
      }
      var value = rule.read(spelled, sent, problems);
      var other = values.putIfAbsent(rule.name(), value);
      if (other != null && !other.equals(value)) {
        problems.add(
            new Violation(
                List.of("query", spelled),
                "means the same as %s but says something else: give one of them"
                    .formatted(rule.name()),
                "contradiction"));
      }
    }
    var byDefault = rule.byDefault();
    if (byDefault != null) {
      values.putIfAbsent(rule.name(), byDefault);
    }
  }

  private void refuseUnknown(MultiMap query, List<Violation> problems) {
    if (query.isEmpty()) {
      return;
    }
    var unknown = new ArrayList<>(new HashSet<>(query.names()));
    unknown.removeAll(inQuery);
    for (var name : unknown) {
      var known = inQuery.isEmpty() ? "it has none" : "it has " + String.join(", ", inQuery);
      problems.add(
          new Violation(
              List.of("query", name),
              "is not a parameter of this request" + orHint(name, known),
              "unknown"));
    }
  }

  private String orHint(String name, String known) {
    var hint = Nearest.hint(name, inQuery);
    return hint.isEmpty() ? "; " + known : hint;
  }
}
