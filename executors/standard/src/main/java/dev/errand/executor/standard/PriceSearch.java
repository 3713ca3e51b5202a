package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.executor.TaskType;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Where in what a shop answers its price is.
 *
 * @param jsonPath in JSON, {@link JsonPath}
 * @param cssSelector in HTML; without either, schema.org's markup is looked for
 * @param attribute of the selected element; null for what it says
 * @param currency that schema.org's markup must state
 * @param decimalSign a full stop or a comma; null leaves it to the text
 */
record PriceSearch(
    @Nullable String jsonPath,
    @Nullable String cssSelector,
    @Nullable String attribute,
    @Nullable String currency,
    @Nullable Character decimalSign) {

  static final TaskType.Config CONFIG =
      new TaskType.Config(
          new JsonObject(
              """
              {
                "type": "object",
                "required": ["product_url", "target_price"],
                "additionalProperties": false,
                "anyOf": [{"properties": {"json_path": false}}, {"properties": {"css_selector": false}}],
                "x-anyOf": "must have json_path or css_selector, not both",
                "properties": {
                  "product_url": {
                    "description": "The product's page, or a JSON document about it: http or https, at a public address.",
                    "type": "string", "maxLength": 2048, "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://\\\\S+$",
                    "x-pattern": "must be a URL such as https://example.org/products/7"
                  },
                  "target_price": {
                    "description": "The price is met when it is this or less.",
                    "type": "number", "exclusiveMinimum": 0, "maximum": 1000000000000
                  },
                  "json_path": {
                    "description": "Where the price is in a JSON document: names and indexes, such as $.offers[0].price or $['unit price']. Without it and css_selector, the price that the page states as schema.org's markup (JSON-LD or microdata) is taken.",
                    "type": "string", "maxLength": 1000,
                    "x-pattern": "must be names and indexes from $ on, such as $.offers[0].price or $['unit price']"
                  },
                  "css_selector": {
                    "description": "Which element of the page holds the price; the first that matches counts.",
                    "type": "string", "minLength": 1, "maxLength": 1000
                  },
                  "attribute": {
                    "description": "The attribute of the selected element that holds the price, if its text does not.",
                    "type": "string", "pattern": "^[A-Za-z_:][A-Za-z0-9_.:-]{0,99}$",
                    "x-pattern": "must be the name of an attribute, such as content"
                  },
                  "currency": {
                    "description": "The currency of the target, by its ISO 4217 code. Prices that schema.org's markup states in another one do not count.",
                    "type": "string", "pattern": "^[A-Z]{3}$",
                    "x-pattern": "must be a code of three capital letters, such as EUR"
                  },
                  "decimal_sign": {
                    "description": "What stands before the decimals. Needed only where a text leaves it open: 1.299 is taken for a thousand and more, unless markup or JSON says it.",
                    "enum": [".", ","]
                  }
                }
              }
              """),
          new JsonObject(),
          List.of(
              new JsonObject()
                  .put("product_url", "https://shop.example.org/pumps/7")
                  .put("target_price", 149.90)
                  .put("currency", "EUR"),
              new JsonObject()
                  .put("product_url", "https://shop.example.org/pumps/7")
                  .put("target_price", 150)
                  .put("css_selector", "#product .price")
                  .put("decimal_sign", ","),
              new JsonObject()
                  .put("product_url", "https://api.example.org/products/7")
                  .put("target_price", 150)
                  .put("json_path", "$.offers[0].price")));

  static {
    CONFIG
        .schema()
        .getJsonObject("properties")
        .getJsonObject("json_path")
        .put("pattern", "^" + JsonPath.SYNTAX + "$");
  }

  static PriceSearch of(JsonObject config) {
    var sign = config.getString("decimal_sign");
    return new PriceSearch(
        config.getString("json_path"),
        config.getString("css_selector"),
        config.getString("attribute"),
        config.getString("currency"),
        sign == null ? null : sign.charAt(0));
  }

  /** What to ask a shop for. */
  String accept() {
    return jsonPath == null
        ? "text/html, application/xhtml+xml, */*;q=0.1"
        : "application/json, */*;q=0.1";
  }

  Price in(HttpResponse<byte[]> response) throws IOException, Refusal {
    var charset = WebhookAnswer.charset(response);
    if (jsonPath != null) {
      return inJson(new String(response.body(), charset == null ? UTF_8 : charset), jsonPath);
    }
    var page = page(response, charset);
    return cssSelector == null
        ? new MarkupPrice(currency, decimalSign).in(page)
        : selected(page, cssSelector);
  }

  private static Document page(HttpResponse<byte[]> response, @Nullable Charset charset)
      throws IOException {
    var body = new ByteArrayInputStream(response.body());
    return Jsoup.parse(body, charset == null ? null : charset.name(), response.uri().toString());
  }

  private Price inJson(String text, String path) throws Refusal {
    try {
      var found = JsonPath.find(Json.decodeValue(text), path);
      if (found == null) {
        throw notFound("There is nothing at json_path %s of the document".formatted(path));
      }
      if (found instanceof JsonObject || found instanceof JsonArray) {
        throw new Refusal(
            "not_a_price",
            "At json_path %s is an object or a list, not a price: lead on to one of its members"
                .formatted(path));
      }
      return new Price(PriceText.ofJson(found, decimalSign), currency, "json_path");
    } catch (DecodeException e) {
      throw new Refusal(
          "not_json",
          "The address answers no JSON (it begins with \"%s\"): name the price by css_selector"
              .formatted(WebhookAnswer.storable(text.strip(), 40)));
    }
  }

  private Price selected(Document page, String selector) throws Refusal {
    var element = first(page, selector);
    if (attribute == null) {
      var amount = PriceText.ofPeople(element.text(), decimalSign);
      return new Price(amount, currency, "css_selector");
    }
    if (!element.hasAttr(attribute)) {
      throw notFound(
          "The element that css_selector %s finds has no attribute %s"
              .formatted(selector, attribute));
    }
    var amount = PriceText.ofPrograms(element.attr(attribute), decimalSign);
    return new Price(amount, currency, "css_selector");
  }

  private static Element first(Document page, String selector) throws Refusal {
    try {
      var element = page.selectFirst(selector);
      if (element == null) {
        throw notFound(
            "No element of the page matches css_selector %s; what scripts add to a page is not seen"
                .formatted(selector));
      }
      return element;
    } catch (Selector.SelectorParseException | IllegalArgumentException e) {
      throw new Refusal(
          "invalid_selector",
          "css_selector %s is no CSS selector such as #product .price: %s"
              .formatted(selector, e.getMessage()));
    }
  }

  private static Refusal notFound(String message) {
    return new Refusal("price_not_found", message);
  }
}
