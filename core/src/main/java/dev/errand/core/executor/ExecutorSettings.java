package dev.errand.core.executor;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which executors to load, and what they are told.
 *
 * @param pluginsDir folder of plugin jars; null for none
 * @param withoutBroken whether jars that are broken are left out, instead of nothing being loaded
 * @param enabled only these types; empty means all
 * @param disabled never these types
 * @param ofTypes each type's own settings, by its name
 */
public record ExecutorSettings(
    @Nullable Path pluginsDir,
    boolean withoutBroken,
    Set<String> enabled,
    Set<String> disabled,
    Map<String, JsonObject> ofTypes) {

  /** All executors of the class path, with nothing told. */
  public static final ExecutorSettings DEFAULT =
      new ExecutorSettings(null, false, Set.of(), Set.of(), Map.of());
}
