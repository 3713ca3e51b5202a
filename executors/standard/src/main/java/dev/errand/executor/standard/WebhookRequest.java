package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.executor.TaskType;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the request that a webhook's config describes. */
final class WebhookRequest {

  static final TaskType.Config CONFIG =
      new TaskType.Config(
          new JsonObject(
              """
              {
                "type": "object",
                "required": ["url"],
                "additionalProperties": true,
                "description": "Members other than these are values for placeholders: {{config.name}}.",
                "properties": {
                  "url": {
                    "description": "What to call: http or https, at a public address.",
                    "type": "string", "maxLength": 2048, "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://\\\\S+$",
                    "x-pattern": "must be a URL that begins with https:// or http://"
                  },
                  "method": {
                    "description": "The HTTP method; GET carries no body.",
                    "enum": ["GET", "POST", "PUT", "PATCH", "DELETE"],
                    "default": "POST"
                  },
                  "headers": {
                    "description": "Headers to send; those that belong to the connection (Host, Content-Length, …) are refused. Values may hold placeholders.",
                    "type": "object", "maxProperties": 50,
                    "propertyNames": {"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"},
                    "additionalProperties": {"type": "string", "maxLength": 8192}
                  },
                  "body": {
                    "description": "What to send: a text as it is, anything else as JSON. Texts in it may hold placeholders."
                  }
                }
              }
              """),
          new JsonObject().put("method", "POST"),
          List.of(
              new JsonObject()
                  .put("url", "https://example.org/hooks/orders")
                  .put("body", new JsonObject().put("order", "{{trigger.order}}")),
              new JsonObject()
                  .put("url", "https://example.org/api/fields/7")
                  .put("method", "PATCH")
                  .put("headers", new JsonObject().put("Authorization", "Bearer {{config.token}}"))
                  .put("body", new JsonObject().put("note", "Checked by {{config.by}}"))
                  .put("token", "secret")
                  .put("by", "the night shift")));

  /** RFC 9110, 7.6.1, and what follows from the URL and the body. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private WebhookRequest() {}

  static HttpRequest of(JsonObject config, JsonObject trigger) throws Refusal {
    var placeholders = new Placeholders(config, trigger);
    var method = config.getString("method");
    var body = placeholders.fill(config.getValue("body"));
    if (body != null && method.equals("GET")) {
      throw new Refusal(
          "invalid_config", "A GET carries no body: leave it out, or use another method");
    }
    var builder = builder(config.getString("url"));
    if (body != null) {
      builder.setHeader(
          "Content-Type",
          body instanceof String ? "text/plain; charset=utf-8" : "application/json");
    }
    var headers = config.getJsonObject("headers");
    if (headers != null) {
      for (var name : headers.fieldNames()) {
        set(builder, name, placeholders.fillText(headers.getString(name)));
      }
    }
    return builder.method(method, publisher(body)).build();
  }

  /** A request to a URL of a config, by the service's name. */
  static HttpRequest.Builder builder(String url) throws Refusal {
    try {
      return HttpRequest.newBuilder(URI.create(url)).setHeader("User-Agent", "Errand");
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          "invalid_url",
          "\"%s\" is no URL that could be called: %s".formatted(url, e.getMessage()));
    }
  }

  private static void set(HttpRequest.Builder builder, String name, String value) throws Refusal {
    if (OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          "forbidden_header",
          "The header %s belongs to the connection and is set by the service: leave it out"
              .formatted(name));
    }
    try {
      builder.setHeader(name, value);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          "invalid_header",
          "The header %s cannot be sent: a value is one line of printable characters"
              .formatted(name));
    }
  }

  private static HttpRequest.BodyPublisher publisher(@Nullable Object body) {
    return switch (body) {
      case null -> BodyPublishers.noBody();
      case String text -> BodyPublishers.ofString(text, UTF_8);
      default -> BodyPublishers.ofString(Json.encode(body), UTF_8);
    };
  }
}
