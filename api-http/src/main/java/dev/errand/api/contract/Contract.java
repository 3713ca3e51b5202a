package dev.errand.api.contract;

import dev.errand.core.schema.JsonSchema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The contract, loaded: what is served, routed and checked comes from this one document. Made once
 * and shared by all servers; thread-safe.
 */
public final class Contract {

  /** Where the paths of the contract begin. */
  public static final String BASE = "/api/v1";

  private static final String URI = "https://errand.dev/openapi";
  private static final String COMPONENTS = "#/components/schemas/";
  private static final int BODY_LIMIT = 2 * 1024 * 1024;

  private static final JsonSchemaOptions OPTIONS =
      new JsonSchemaOptions()
          .setBaseUri("https://errand.dev/")
          .setDraft(Draft.DRAFT202012)
          .setOutputFormat(OutputFormat.Basic);

  private final Document published;
  private final Document document;
  private final OpenAPIContract routes;
  private final SchemaRepository schemas;
  private final Map<String, JsonSchema> components = new ConcurrentHashMap<>();
  private final Map<String, OperationRules> operations = new LinkedHashMap<>();
  private final Map<String, Set<String>> methods = new LinkedHashMap<>();

  private Contract(Document document, OpenAPIContract routes) {
    published = document.published();
    this.document = document.checked();
    this.routes = routes;
    schemas = SchemaRepository.create(OPTIONS, new Formats());
    schemas.dereference(URI, io.vertx.json.schema.JsonSchema.of(this.document.withoutExamples()));
    this.document.forEachOperation(this::add);
  }

  /** Loads the document and checks that it is one of OpenAPI 3.1. */
  public static Future<Contract> load(Vertx vertx) {
    return vertx
        .executeBlocking(Document::load)
        .compose(
            document ->
                OpenAPIContract.from(vertx, document.routable())
                    .map(routes -> new Contract(document, routes)));
  }

  private void add(String path, JsonObject item, String method) {
    var operation = item.getJsonObject(method);
    var id = operation.getString("operationId");
    var parameters = new ArrayList<ParameterRule>();
    item.getJsonArray("parameters", new JsonArray()).forEach(p -> addRule(p, parameters));
    operation.getJsonArray("parameters", new JsonArray()).forEach(p -> addRule(p, parameters));
    var access = AccessRule.of(id, operation.getJsonObject("x-access"));
    operations.put(
        id,
        new OperationRules(
            id,
            access,
            new ParameterRules(parameters),
            body(operation),
            operation.getBoolean(Document.SECRET, false)));
    var ofPath = methods.computeIfAbsent(pattern(path), key -> new TreeSet<>());
    ofPath.add(method.toUpperCase(Locale.ROOT));
    if (method.equals("get")) {
      ofPath.add("HEAD");
    }
  }

  private void addRule(Object declared, List<ParameterRule> rules) {
    var parameter = document.resolve((JsonObject) declared);
    // Headers are read by those who know their own syntax.
    if (!parameter.getString("in").equals("header")) {
      var schema = parameter.getJsonObject("schema");
      rules.add(new ParameterRule(parameter, document.resolve(schema), schema(schema)));
    }
  }

  private @Nullable BodyRules body(JsonObject operation) {
    var body = operation.getJsonObject("requestBody");
    if (body == null) {
      return null;
    }
    var content = body.getJsonObject("content");
    var json = content.getJsonObject("application/json");
    if (json == null) {
      // Whoever streams it reads it in their own way.
      return null;
    }
    var schema = json.getJsonObject("schema");
    return new BodyRules(
        body.getBoolean("required", false),
        body.getInteger("x-body-limit", BODY_LIMIT),
        Set.copyOf(content.fieldNames()),
        new Shape(document.resolve(schema), schema(schema)));
  }

  private Schema schema(JsonObject schema) {
    var reference = schema.getString("$ref");
    var thorough = reference == null ? inline(schema) : component(reference);
    return new Schema(QuickCheck.of(schema, document::resolve), thorough);
  }

  private JsonSchema inline(JsonObject schema) {
    return JsonSchema.partOf(
        schema,
        // It leaves marks in what it is given.
        () -> schemas.validator(io.vertx.json.schema.JsonSchema.of(schema.copy()), OPTIONS, true));
  }

  private JsonSchema component(String reference) {
    return components.computeIfAbsent(
        reference,
        key -> {
          // By reference, so that the locations of errors are those in the document.
          var absolute = new JsonObject().put("$ref", URI + reference);
          return JsonSchema.partOf(
              document.json(),
              () -> schemas.validator(io.vertx.json.schema.JsonSchema.of(absolute)));
        });
  }

  /** The schema of a component, for whatever is checked by itself. */
  public JsonSchema schema(String component) {
    return component(COMPONENTS + component);
  }

  /** A component that objects within a body must look like. */
  public Shape shape(String component) {
    var reference = new JsonObject().put("$ref", COMPONENTS + component);
    return new Shape(document.resolve(reference), schema(reference));
  }

  /** The contract as the router knows it. */
  public OpenAPIContract routes() {
    return routes;
  }

  /** What an operation's requests must look like. */
  public OperationRules operation(String id) {
    return Objects.requireNonNull(operations.get(id), id);
  }

  /** The names of all operations. */
  public Set<String> operationIds() {
    return Set.copyOf(operations.keySet());
  }

  /** The methods of a path below the base, comma-separated; empty if there is no such path. */
  public String methods(String path) {
    var found = new TreeSet<String>();
    methods.forEach(
        (pattern, of) -> {
          if (path.matches(pattern)) {
            found.addAll(of);
          }
        });
    return String.join(", ", found);
  }

  private static String pattern(String path) {
    return path.replaceAll("\\{[^}]+}", "[^/]+");
  }

  /** The document as JSON. */
  public JsonObject json() {
    return published.json().copy();
  }

  /** The document as YAML, without the anchors that keep the source short. */
  public Buffer yaml() {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    // Decoded anew, its objects are plain maps, none of them the same as another.
    var plain = new JsonObject(published.json().encode()).getMap();
    return Buffer.buffer(new Yaml(options).dump(plain));
  }
}
