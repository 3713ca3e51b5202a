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
import java.util.StringJoiner;
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
  record Entry(Executor executor, JsonObject settings) {}

  private Executors(Map<String, Entry> byType) {
    this.byType = byType;
  }

  /**
   * Finds and checks the executors, and logs the list once, with the jars that some come from.
   *
   * @throws BrokenPlugin if one is broken, claims another's name, or is named in the settings but
   *     not there; of jars only unless they are to be left out, which is logged
   */
  public static Executors load(ExecutorSettings settings) {
    var registered = new Registration();
    registered.add(PluginLoader.ofClassPath());
    boolean complete = true;
    for (var jar : PluginLoader.jars(settings.pluginsDir())) {
      try {
        PluginLoader.load(jar, registered::add);
      } catch (BrokenPlugin broken) {
        if (!settings.withoutBroken()) {
          throw broken;
        }
        complete = false;
        LOG.warn("{}. It is left out, as ERRAND_PLUGINS_BROKEN says", broken.getMessage());
      }
    }
    var known = registered.types();
    requireKnown(known, complete, "EXECUTORS_ENABLED", settings.enabled());
    requireKnown(known, complete, "EXECUTORS_DISABLED", settings.disabled());
    requireKnown(known, complete, "executors.<type>", settings.ofTypes().keySet());
    var byType = new TreeMap<String, Entry>();
    var list = new StringJoiner(", ").setEmptyValue("none");
    for (var each : registered.executors().entrySet()) {
      var type = each.getKey();
      if ((settings.enabled().isEmpty() || settings.enabled().contains(type))
          && !settings.disabled().contains(type)) {
        var own = settings.ofTypes().getOrDefault(type, new JsonObject());
        byType.put(type, new Entry(each.getValue().executor(), own));
        list.add(each.getValue().named(type));
      }
    }
    LOG.info("Executors: {}", list);
    return new Executors(byType);
  }

  /** Executors given by hand, for tests and embedding; settings are empty. */
  public static Executors of(Collection<? extends Executor> executors) {
    var byType = new TreeMap<String, Entry>();
    for (var executor : executors) {
      byType.put(executor.taskType().name(), new Entry(executor, new JsonObject()));
    }
    return new Executors(byType);
  }

  /** A name that nobody has may well be that of an executor that is left out. */
  private static void requireKnown(
      Set<String> known, boolean complete, String setting, Set<String> named) {
    var unknown = new ArrayList<>(named);
    unknown.removeAll(known);
    if (unknown.isEmpty()) {
      return;
    }
    var mistake =
        "%s names %s, which no executor provides; there are %s"
            .formatted(setting, String.join(", ", unknown), String.join(", ", known));
    if (complete) {
      throw new BrokenPlugin(mistake);
    }
    LOG.warn(mistake);
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
