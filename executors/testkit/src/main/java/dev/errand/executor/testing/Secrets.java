package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.errand.executor.Executor;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether what an executor lets others read is free of secrets: of settings that are called like
 * one, and of members of the config that its schema marks as {@code writeOnly}.
 */
final class Secrets {

  private static final Pattern NAMED_LIKE_ONE =
      Pattern.compile("(?i).*(key|token|secret|password|credential).*");

  private final ExecutorContract contract;

  Secrets(ExecutorContract contract) {
    this.contract = contract;
  }

  void require() throws InterruptedException {
    Executor executor = contract.executor();
    for (var config : contract.configs()) {
      for (var http : ways()) {
        var execution = contract.execution(contract.merged(config));
        if (http != null) {
          execution.over(http);
        }
        var ending = contract.ended(executor, config, execution);
        var told = new ArrayList<>(execution.loggedLines());
        told.add(String.valueOf(ending));
        for (var secret : secrets(execution)) {
          for (var text : told) {
            assertFalse(text.contains(secret), () -> "it tells the secret " + secret + ": " + text);
          }
        }
      }
    }
  }

  private static List<@Nullable FaultyHttp> ways() {
    var ways = new ArrayList<@Nullable FaultyHttp>();
    ways.add(null);
    ways.add(FaultyHttp.unreachable());
    ways.add(FaultyHttp.refused());
    for (int status : List.of(400, 401, 403, 404, 429, 500)) {
      ways.add(FaultyHttp.answering(status, Map.of(), "no"));
    }
    return ways;
  }

  private Set<String> secrets(TestExecution execution) {
    var secrets = new HashSet<String>();
    collect(execution.settings(), name -> NAMED_LIKE_ONE.matcher(name).matches(), secrets);
    var properties = contract.executor().taskType().config().schema().getJsonObject("properties");
    if (properties != null) {
      collect(
          execution.config(),
          name ->
              properties.getValue(name) instanceof JsonObject described
                  && Boolean.TRUE.equals(described.getValue("writeOnly")),
          secrets);
    }
    return secrets;
  }

  private static void collect(JsonObject json, Predicate<String> wanted, Set<String> secrets) {
    for (var member : json) {
      if (wanted.test(member.getKey())
          && member.getValue() instanceof String text
          && !text.isBlank()) {
        secrets.add(text);
      }
    }
  }
}
