package dev.errand.executor.standard;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * The price that a page states in the terms of schema.org, as JSON-LD or else as microdata: of the
 * first thing that is offered, and the lowest of its offers in the currency that is asked for, else
 * in that of the first.
 */
final class MarkupPrice {

  private final @Nullable String currency;
  private final @Nullable Character decimalSign;

  MarkupPrice(@Nullable String currency, @Nullable Character decimalSign) {
    this.currency = currency;
    this.decimalSign = decimalSign;
  }

  /** An offer's price as it is written. */
  private record Offer(Object price, @Nullable String currency) {}

  Price in(Document page) throws Refusal {
    var linked = linked(page);
    if (!linked.isEmpty()) {
      return lowest(linked, "json_ld");
    }
    var marked = marked(page);
    if (marked.isEmpty()) {
      throw new Refusal(
          "price_not_found",
          "The page states no price in the terms of schema.org: name it by css_selector, or by"
              + " json_path if it is JSON");
    }
    return lowest(marked, "microdata");
  }

  private Price lowest(List<Offer> offers, String foundBy) throws Refusal {
    var wanted = currency == null ? offers.getFirst().currency() : currency;
    @Nullable Price lowest = null;
    @Nullable Refusal unread = null;
    for (var offer : offers) {
      if (wanted == null || offer.currency() == null || wanted.equals(offer.currency())) {
        try {
          var amount = PriceText.ofJson(offer.price(), decimalSign);
          if (lowest == null || amount.compareTo(lowest.amount()) < 0) {
            lowest = new Price(amount, offer.currency(), foundBy);
          }
        } catch (Refusal e) {
          unread = e;
        }
      }
    }
    if (lowest != null) {
      return lowest;
    }
    throw unread == null ? wrongCurrency(offers) : unread;
  }

  private Refusal wrongCurrency(List<Offer> offers) {
    var stated = offers.stream().map(Offer::currency).filter(Objects::nonNull).distinct().toList();
    return new Refusal(
        "wrong_currency",
        "The page has no price in %s, but in %s: name one of these as the currency"
            .formatted(currency, WebhookAnswer.storable(String.join(", ", stated), 100)));
  }

  private static List<Offer> linked(Document page) {
    var nodes = new ArrayList<JsonObject>();
    for (var script : page.select("script[type^=application/ld+json]")) {
      try {
        collect(Json.decodeValue(script.data()), nodes);
      } catch (DecodeException broken) {
        // As search engines do: what cannot be read is not there.
      }
    }
    return nodes.stream()
        .map(node -> offers(node.getValue("offers"), null).toList())
        .filter(offers -> !offers.isEmpty())
        .findFirst()
        .orElseGet(() -> loose(nodes));
  }

  /** Offers that belong to nothing in particular: the first of them. */
  private static List<Offer> loose(List<JsonObject> nodes) {
    return nodes.stream()
        .filter(node -> Json.encode(node.getValue("@type")).matches(".*\\b(Aggregate)?Offer\\b.*"))
        .map(node -> offers(node, null).toList())
        .filter(offers -> !offers.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** All objects, the outer before the inner, in their order. */
  private static void collect(@Nullable Object value, List<JsonObject> nodes) {
    switch (value) {
      case JsonObject object -> {
        nodes.add(object);
        object.forEach(member -> collect(member.getValue(), nodes));
      }
      case JsonArray array -> array.forEach(element -> collect(element, nodes));
      case null, default -> {}
    }
  }

  /** A price, the lowest one of several offers, or what is specified; not prices per unit. */
  private static Stream<Offer> offers(@Nullable Object value, @Nullable String outerCurrency) {
    if (value instanceof JsonArray several) {
      return several.stream().flatMap(one -> offers(one, outerCurrency));
    }
    if (!(value instanceof JsonObject offer)
        || offer.containsKey("referenceQuantity")
        || offer.containsKey("priceType")) {
      return Stream.empty();
    }
    var currency =
        offer.getValue("priceCurrency") instanceof String stated ? stated.strip() : outerCurrency;
    for (var name : List.of("price", "lowPrice")) {
      var price = offer.getValue(name);
      if (price != null) {
        return Stream.of(new Offer(price, currency));
      }
    }
    return Stream.of("priceSpecification", "offers")
        .flatMap(name -> offers(offer.getValue(name), currency));
  }

  private static List<Offer> marked(Document page) {
    var first = page.selectFirst("[itemprop=price], [itemprop=lowPrice]");
    if (first == null) {
      return List.of();
    }
    var product = first.closest("[itemscope][itemtype$=Product]");
    var scope = product == null ? first.closest("[itemscope]") : product;
    var root = scope == null ? first : scope;
    return root.select("[itemprop=price], [itemprop=lowPrice]").stream()
        .map(price -> new Offer(content(price), currency(price)))
        .toList();
  }

  private static @Nullable String currency(Element price) {
    var offer = price.closest("[itemscope]");
    var stated = offer == null ? null : offer.selectFirst("[itemprop=priceCurrency]");
    return stated == null ? null : content(stated).strip();
  }

  private static String content(Element element) {
    return Stream.of("content", "value")
        .filter(element::hasAttr)
        .map(element::attr)
        .findFirst()
        .orElseGet(element::text);
  }
}
