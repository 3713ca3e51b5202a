package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of a response goes into the result: enough to act on, within the size of a result. */
final class WebhookAnswer {

  /** Those that tell of the content or lead on; never cookies. */
  private static final List<String> HEADERS =
      List.of(
          "content-type",
          "content-language",
          "date",
          "etag",
          "last-modified",
          "link",
          "location",
          "retry-after",
          "x-request-id");

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_HEADER = 2048;
  private static final int LONGEST_JSON = 512 * 1024;
  private static final int LONGEST_TEXT = 64 * 1024;
  private static final int LONGEST_EXCERPT = 2000;

  private final HttpResponse<byte[]> response;
  private final String contentType;

  WebhookAnswer(HttpResponse<byte[]> response) {
    this.response = response;
    this.contentType = response.headers().firstValue("content-type").orElse("");
  }

  /** Status, some headers, and the body: as JSON if it is JSON, else as text, perhaps cut. */
  JsonObject result() {
    var text = new String(response.body(), charset());
    var json = text.length() > LONGEST_JSON ? null : json(text);
    boolean cut = json == null && text.length() > LONGEST_TEXT;
    return new JsonObject()
        .put("status", response.statusCode())
        .put("headers", headers())
        .put("body", json == null ? storable(text, LONGEST_TEXT) : json)
        .put("body_truncated", cut);
  }

  /** Status and the start of the body as text: what explains a refusal. */
  JsonObject excerpt() {
    return new JsonObject()
        .put("status", response.statusCode())
        .put("body", storable(new String(response.body(), charset()), LONGEST_EXCERPT));
  }

  private JsonObject headers() {
    var kept = new JsonObject();
    for (var name : HEADERS) {
      response
          .headers()
          .firstValue(name)
          .map(value -> value.substring(0, Math.min(value.length(), LONGEST_HEADER)))
          .ifPresent(value -> kept.put(name, value));
    }
    return kept;
  }

  private @Nullable Object json(String text) {
    try {
      var value = Json.decodeValue(text);
      boolean declared = contentType.toLowerCase(Locale.ROOT).contains("json");
      return declared || value instanceof JsonObject || value instanceof JsonArray ? value : null;
    } catch (DecodeException notJson) {
      return null;
    }
  }

  /** Not longer than the limit, and without NUL, which no text in PostgreSQL may hold. */
  static String storable(String text, int limit) {
    int end = Math.min(text.length(), limit);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replace('\0', '\uFFFD');
  }

  /** In the declared charset, else in UTF-8. */
  private Charset charset() {
    var declared = charset(response);
    return declared == null ? UTF_8 : declared;
  }

  /** The charset that a response declares; null if it declares none that is known. */
  static @Nullable Charset charset(HttpResponse<?> response) {
    var named = CHARSET.matcher(response.headers().firstValue("content-type").orElse(""));
    try {
      return named.find() ? Charset.forName(named.group(1)) : null;
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }
}
