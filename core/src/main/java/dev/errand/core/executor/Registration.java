package dev.errand.core.executor;

import dev.errand.core.executor.PluginLoader.Found;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.executor.TaskType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The executors accepted so far. What comes from one place is accepted as a whole or not at all.
 */
final class Registration {

  private final SortedMap<String, Found> executors = new TreeMap<>();

  /** By each name and alias, where it was declared. */
  private final Map<String, String> names = new HashMap<>();

  Registration() {
    for (var type : new TaskTypes(List.of()).all()) {
      namesOf(type.descriptor()).forEach(name -> names.put(name, "the types of people"));
    }
  }

  /**
   * Accepts executors.
   *
   * @throws BrokenPlugin if one of them is broken or claims a name that is taken; none is accepted
   */
  void add(List<Found> all) {
    var types = new TreeMap<String, Found>();
    var claimed = new HashMap<String, String>();
    for (var found : all) {
      var type = Descriptors.check(found);
      for (var name : namesOf(type)) {
        var other = names.get(name);
        if (other == null) {
          other = claimed.put(name, found.source());
        }
        if (other != null) {
          throw new BrokenPlugin(
              "The task type %s is declared twice, by %s and by %s: remove one"
                  .formatted(name, other, found.source()));
        }
      }
      types.put(type.name(), found);
    }
    names.putAll(claimed);
    executors.putAll(types);
  }

  private static Set<String> namesOf(TaskType type) {
    var all = new TreeSet<>(type.aliases());
    all.add(type.name());
    return all;
  }

  /** The executors by the names of their types. */
  SortedMap<String, Found> executors() {
    return executors;
  }

  /** The names of their types. */
  Set<String> types() {
    return executors.keySet();
  }
}
