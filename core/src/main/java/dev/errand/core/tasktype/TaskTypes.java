package dev.errand.core.tasktype;

import dev.errand.executor.TaskType;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The registry of task types: those of people, and those that executors declare. Immutable. */
public final class TaskTypes {

  private final Map<String, RegisteredType> byName = new HashMap<>();
  private final List<RegisteredType> all;

  /** Registers types, none of which requires evidence. */
  public TaskTypes(Collection<TaskType> ofExecutors) {
    this(ofExecutors, Map.of());
  }

  /**
   * Registers the types of people and the given ones of executors.
   *
   * @param requiredEvidence by types of people, the kinds that their tasks cannot be completed
   *     without
   * @throws IllegalArgumentException if a name or alias is taken twice, or evidence is required for
   *     what is no type of people; the message names it
   */
  public TaskTypes(Collection<TaskType> ofExecutors, Map<String, List<String>> requiredEvidence) {
    for (var type : HumanTypes.ALL) {
      var required = requiredEvidence.getOrDefault(type.name(), List.of());
      register(RegisteredType.of(type, Performer.HUMAN, required));
    }
    requireKnown(requiredEvidence.keySet());
    for (var type : ofExecutors) {
      register(RegisteredType.of(type, Performer.SERVICE, List.of()));
    }
    all =
        Set.copyOf(byName.values()).stream()
            .sorted(Comparator.comparing(type -> type.descriptor().name()))
            .toList();
  }

  private void requireKnown(Set<String> names) {
    for (var name : names) {
      if (!byName.containsKey(name)) {
        throw new IllegalArgumentException(
            "Evidence is required of the task type %s, but the types of people are %s"
                .formatted(name, String.join(", ", new TreeSet<>(byName.keySet()))));
      }
    }
  }

  private void register(RegisteredType type) {
    var names = new TreeSet<>(type.descriptor().aliases());
    names.add(type.descriptor().name());
    for (var name : names) {
      if (byName.putIfAbsent(name, type) != null) {
        throw new IllegalArgumentException("The task type name " + name + " is declared twice");
      }
    }
  }

  /** The type of a name or alias. */
  public Optional<RegisteredType> find(String nameOrAlias) {
    return Optional.ofNullable(byName.get(nameOrAlias));
  }

  /** All types, by name. */
  public List<RegisteredType> all() {
    return all;
  }

  /** The canonical names, comma-separated, for messages. */
  public String names() {
    return all.stream().map(type -> type.descriptor().name()).collect(Collectors.joining(", "));
  }
}
