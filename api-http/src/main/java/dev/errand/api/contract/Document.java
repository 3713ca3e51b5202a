package dev.errand.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The contract as it stands in the file, and the copies of it that other parts need. */
final class Document {

  /** Marks operations whose answers must not be kept. */
  static final String SECRET = "x-secret-answer";

  /** Beside a schema for readers: what the service holds values against, since code knows more. */
  private static final String CHECK = "x-check";

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private final JsonObject json;

  private Document(JsonObject json) {
    this.json = json;
  }

  static Document load() {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try (InputStream in =
        Objects.requireNonNull(Document.class.getResourceAsStream("/openapi.yaml"))) {
      Map<String, Object> loaded = new Yaml(new SafeConstructor(options)).load(in);
      var document = new Document(new JsonObject(new JsonObject(loaded).encode()));
      document.forEachOperation(Document::named);
      listCodes(document.json.getJsonObject("components").getJsonObject("schemas"));
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every POST can bear a key, which another one may have in use, unless its answer is secret. */
  private static void named(String path, JsonObject item, String method) {
    var operation = item.getJsonObject(method);
    if (method.equals("post") && !operation.getBoolean(SECRET, false)) {
      operation
          .getJsonArray("parameters")
          .add(new JsonObject().put("$ref", "#/components/parameters/IdempotencyKey"));
      var responses = operation.getJsonObject("responses");
      if (!responses.containsKey("409")) {
        responses.put("409", new JsonObject().put("$ref", "#/components/responses/Conflict"));
      }
    }
  }

  /** The codes stand once, each beside what it means. */
  private static void listCodes(JsonObject schemas) {
    var code = schemas.getJsonObject("ErrorCode");
    code.put("enum", new JsonArray(List.copyOf(code.getJsonObject("x-codes").fieldNames())));
  }

  JsonObject json() {
    return json;
  }

  /** A copy for readers: people, and generators of clients. */
  Document published() {
    return replaced(false);
  }

  /** A copy that requests and answers are held against. */
  Document checked() {
    return replaced(true);
  }

  private Document replaced(boolean checks) {
    var copy = json.copy();
    replace(copy, checks);
    return new Document(copy);
  }

  private static boolean isReadOnly(Object property) {
    return switch (property) {
      case JsonObject json -> json.getBoolean("readOnly", false);
      case Map<?, ?> map -> Boolean.TRUE.equals(map.get("readOnly"));
      default -> false;
    };
  }

  private static void replace(Object node, boolean checks) {
    if (node instanceof JsonObject object) {
      var check = (JsonObject) object.remove(CHECK);
      if (check != null && checks) {
        object.remove("$ref");
        object.remove("oneOf");
        object.mergeIn(check);
      }
      if (!checks && object.getValue("properties") instanceof JsonObject properties) {
        // They are there only to say that they cannot be changed; clients would send them as null.
        properties.getMap().values().removeIf(Document::isReadOnly);
      }
      object.forEach(member -> replace(member.getValue(), checks));
    } else if (node instanceof JsonArray array) {
      array.forEach(element -> replace(element, checks));
    }
  }

  /** Does something with each operation of the contract. */
  void forEachOperation(Visitor visitor) {
    var paths = json.getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      var item = paths.getJsonObject(path);
      for (var method : item.fieldNames()) {
        if (METHODS.contains(method)) {
          visitor.visit(path, item, method);
        }
      }
    }
  }

  /** Receives a path, what the contract says of it, and a method in it, in small letters. */
  interface Visitor {
    void visit(String path, JsonObject item, String method);
  }

  /** What an object refers to; itself if it is no reference. */
  JsonObject resolve(JsonObject object) {
    var reference = object.getString("$ref");
    if (reference == null) {
      return object;
    }
    JsonObject at = json;
    for (var token : reference.substring("#/".length()).split("/", -1)) {
      at = at.getJsonObject(token.replace("~1", "/").replace("~0", "~"));
    }
    return resolve(at);
  }

  /** A copy without examples, which the schema repository would take for schemas. */
  JsonObject withoutExamples() {
    var copy = json.copy();
    strip(copy, false);
    return copy;
  }

  private static void strip(Object node, boolean names) {
    if (node instanceof JsonObject object) {
      if (!names) {
        object.remove("example");
        object.remove("examples");
      }
      for (var name : object.fieldNames()) {
        strip(object.getValue(name), !names && name.equals("properties"));
      }
    } else if (node instanceof JsonArray array) {
      array.forEach(element -> strip(element, false));
    }
  }

  /**
   * A copy for the router, which refuses to load a contract with a media type that it does not know
   * (Vert.x 5.0.8: problem+json, merge-patch+json and others). It only routes: bodies and answers
   * are checked by this package.
   */
  JsonObject routable() {
    var copy = new Document(json.copy());
    copy.forEachOperation((path, item, method) -> drop(item.getJsonObject(method)));
    var responses = copy.json.getJsonObject("components").getJsonObject("responses");
    responses.fieldNames().forEach(name -> responses.getJsonObject(name).remove("content"));
    return copy.json;
  }

  private static void drop(JsonObject operation) {
    var responses = operation.getJsonObject("responses");
    responses.fieldNames().forEach(code -> responses.getJsonObject(code).remove("content"));
    var body = operation.getJsonObject("requestBody");
    if (body != null) {
      var content = body.getJsonObject("content");
      for (var type : new ArrayList<>(content.fieldNames())) {
        if (!MediaType.isMediaTypeSupported(type)) {
          content.remove(type);
        }
      }
      if (content.isEmpty()) {
        operation.remove("requestBody");
      }
    }
  }
}
