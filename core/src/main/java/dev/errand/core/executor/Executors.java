package dev.errand.core.executor;

import dev.errand.executor.Executor;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executors of this process, by the type that each can run. Discovered implicitly, enabled
 * explicitly, and refused loudly. Immutable and thread-safe.
 */
public final class Executors {

  private static final Logger LOG = LoggerFactory.getLogger(Executors.class);

  private final Map<String, Entry> byType;

  /** An executor and its settings. */
  record Entry(Executor executor, JsonObject settings, String source) {}

  private Executors(Map<String, Entry> byType) {
    this.byType = byType;
  }

  /**
   * Finds and checks the executors, and logs the list once.
   *
   * @throws BrokenPlugin if one is broken, declared twice, or named in the settings but not there
   */
  public static Executors load(ExecutorSettings settings) {
    var found = PluginLoader.load(settings.pluginsDir());
    var byType = new TreeMap<String, Entry>();
    for (var each : found) {
      var name = Descriptors.check(each).name();
      var ofType = settings.ofTypes().getOrDefault(name, new JsonObject());
      var other = byType.putIfAbsent(name, new Entry(each.executor(), ofType, each.source()));
      if (other != null) {
        throw new BrokenPlugin(
            "The task type %s is declared twice, by %s and by %s: remove one"
                .formatted(name, other.source(), each.source()));
      }
    }
    requireKnown(byType.keySet(), "EXECUTORS_ENABLED", settings.enabled());
    requireKnown(byType.keySet(), "EXECUTORS_DISABLED", settings.disabled());
    requireKnown(byType.keySet(), "executors.<type>", settings.ofTypes().keySet());
    if (!settings.enabled().isEmpty()) {
      byType.keySet().retainAll(settings.enabled());
    }
    byType.keySet().removeAll(settings.disabled());
    LOG.info("Executors: {}", byType.isEmpty() ? "none" : String.join(", ", byType.keySet()));
    return new Executors(byType);
  }

  /** Executors given by hand, for tests and embedding; settings are empty. */
  public static Executors of(Collection<? extends Executor> executors) {
    var byType = new TreeMap<String, Entry>();
    for (var executor : executors) {
      byType.put(executor.taskType().name(), new Entry(executor, new JsonObject(), "this process"));
    }
    return new Executors(byType);
  }

  private static void requireKnown(Set<String> known, String setting, Set<String> named) {
    var unknown = new ArrayList<>(named);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new BrokenPlugin(
          "%s names %s, which no executor provides; there are %s"
              .formatted(setting, String.join(", ", unknown), String.join(", ", known)));
    }
  }

  /** What the executors declare. */
  public List<TaskType> taskTypes() {
    return byType.values().stream().map(entry -> entry.executor().taskType()).toList();
  }

  /** The executor of a class, if it was found and is enabled. */
  public <E extends Executor> Optional<E> find(Class<E> wanted) {
    return byType.values().stream()
        .map(Entry::executor)
        .filter(wanted::isInstance)
        .map(wanted::cast)
        .findFirst();
  }

  /** The executor of a type that is one of {@link #taskTypes()}. */
  Entry get(String type) {
    var entry = byType.get(type);
    if (entry == null) {
      throw new IllegalArgumentException("no executor for type " + type);
    }
    return entry;
  }
}
