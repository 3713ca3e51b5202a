package dev.errand.executor.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What JSON Schema, draft 2020-12, says of schemas. */
final class MetaSchema {

  private static final String BASE = "json-schema.org/draft/2020-12/";
  private static final List<String> PARTS =
      List.of(
          "schema",
          "meta/core",
          "meta/applicator",
          "meta/validation",
          "meta/meta-data",
          "meta/format-annotation",
          "meta/content",
          "meta/unevaluated");
  private static final Set<String> MAPS = Set.of("properties", "patternProperties", "$defs");
  private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
  private static final Set<String> SINGLE =
      Set.of("items", "additionalProperties", "not", "if", "then", "else", "contains");

  private final SchemaRepository repository =
      SchemaRepository.create(
          new JsonSchemaOptions()
              .setBaseUri("app://errand")
              .setDraft(Draft.DRAFT202012)
              .setOutputFormat(OutputFormat.Basic));

  MetaSchema() {
    for (var part : PARTS) {
      repository.dereference("https://" + BASE + part, JsonSchema.of(load(part)));
    }
  }

  private static JsonObject load(String part) {
    try (var in = JsonSchema.class.getClassLoader().getResourceAsStream(BASE + part)) {
      return new JsonObject(
          new String(Objects.requireNonNull(in, part).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where and why something is no schema; null if it is one, down to its last part. */
  @Nullable String objection(String path, @Nullable Object schema) {
    var output = repository.validator("https://" + BASE + "schema").validate(schema);
    if (!Boolean.TRUE.equals(output.getValid())) {
      return path + ": " + schema;
    }
    if (!(schema instanceof JsonObject object)) {
      return null;
    }
    for (var keyword : object.fieldNames()) {
      var found = partly(path + "/" + keyword, keyword, object.getValue(keyword));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String partly(String path, String keyword, @Nullable Object value) {
    if (SINGLE.contains(keyword)) {
      return objection(path, value);
    }
    if (MAPS.contains(keyword) && value instanceof JsonObject map) {
      return map.stream()
          .map(entry -> objection(path + "/" + entry.getKey(), entry.getValue()))
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    if (LISTS.contains(keyword) && value instanceof JsonArray list) {
      return list.stream()
          .map(each -> objection(path, each))
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    return null;
  }
}
