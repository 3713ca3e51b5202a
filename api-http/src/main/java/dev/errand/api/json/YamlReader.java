package dev.errand.api.json;

import dev.errand.api.problem.HttpProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads and writes JSON in the clothes of YAML: maps, lists, texts, numbers, booleans and null, no
 * other types, so that {@code 08:00} and {@code no} are the texts that they look like.
 */
public final class YamlReader {

  private static final int DEPTH = 50;

  private YamlReader() {}

  /**
   * Reads a whole body.
   *
   * @throws HttpProblem with status 400 if it is not YAML; the message says where
   */
  public static JsonReader.Json read(Buffer body) {
    Object value;
    var text = body.toString(StandardCharsets.UTF_8);
    try {
      refuseMoreThanJson(text);
      value = yaml().load(text);
      refuseOtherNames(value);
    } catch (MarkedYAMLException malformed) {
      var at = malformed.getProblemMark();
      throw HttpProblem.badRequest(
          "malformed_yaml",
          at == null
              ? "Malformed YAML: " + malformed.getProblem()
              : "Malformed YAML at line %d, column %d: %s"
                  .formatted(at.getLine() + 1, at.getColumn() + 1, malformed.getProblem()));
    } catch (YAMLException refused) {
      throw HttpProblem.badRequest("malformed_yaml", "Malformed YAML: " + refused.getMessage());
    }
    // What JSON cannot keep is found where JSON is read.
    return JsonReader.read(Buffer.buffer(Json.encode(value)));
  }

  /** Aliases can make a short text gigabytes long, or without an end. */
  private static void refuseMoreThanJson(String text) {
    for (var event : yaml().parse(new StringReader(text))) {
      var more =
          switch (event) {
            case AliasEvent alias -> "the alias *" + alias.getAnchor();
            case ScalarEvent scalar when scalar.getTag() != null -> "the tag " + scalar.getTag();
            case CollectionStartEvent many when many.getTag() != null -> "the tag " + many.getTag();
            default -> null;
          };
      if (more != null) {
        throw HttpProblem.badRequest(
            "malformed_yaml",
            "Line %d has %s: send plain values"
                .formatted(event.getStartMark().getLine() + 1, more));
      }
    }
  }

  private static void refuseOtherNames(@Nullable Object value) {
    if (value instanceof List<?> list) {
      list.forEach(YamlReader::refuseOtherNames);
    } else if (value instanceof Map<?, ?> map) {
      for (var name : map.keySet()) {
        if (!(name instanceof String)) {
          throw HttpProblem.badRequest(
              "malformed_yaml", "The name %s must be a text: put it in quotes".formatted(name));
        }
      }
      map.values().forEach(YamlReader::refuseOtherNames);
    }
  }

  /** Writes plain maps and lists. */
  public static Buffer write(Object value) {
    return Buffer.buffer(yaml().dump(value));
  }

  private static Yaml yaml() {
    var loading = new LoaderOptions();
    loading.setAllowDuplicateKeys(false);
    loading.setNestingDepthLimit(DEPTH);
    loading.setCodePointLimit(Integer.MAX_VALUE);
    var dumping = new DumperOptions();
    dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    dumping.setSplitLines(false);
    return new Yaml(
        new SafeConstructor(loading), new Representer(dumping), dumping, loading, new Plain());
  }

  /** What a text without quotes may mean. */
  private static final class Plain extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf");
      addImplicitResolver(Tag.NULL, Pattern.compile("null|~|^$"), "n~\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
      addImplicitResolver(Tag.INT, Pattern.compile("-?(?:0|[1-9][0-9]*)"), "-0123456789");
      addImplicitResolver(
          Tag.FLOAT,
          Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"),
          "-0123456789");
    }
  }
}
