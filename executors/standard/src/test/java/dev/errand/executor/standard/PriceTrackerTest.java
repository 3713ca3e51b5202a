package dev.errand.executor.standard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTrackerTest {

  private static final String OFFER =
      "<script type='application/ld+json'>{'@type':'Product','offers':%s}</script>";

  private final PriceTrackerExecutor executor = new PriceTrackerExecutor();
  private JsonObject memory = new JsonObject();
  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream = new Upstream();
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void is_found_by_the_service_loader_and_costs_two_credits() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == PriceTrackerExecutor.class));
    assertEquals(new BigDecimal("2"), executor.taskType().defaults().credits());
  }

  @ParameterizedTest
  @CsvSource({"100, true", "99.99, true", "100.01, false", "1000, false"})
  void the_target_is_met_by_that_price_and_less(String price, boolean met) throws Exception {
    json("{'price': " + price + "}");
    var result = completed(config("json_path", "$.price")).result();
    assertEquals(met, result.getBoolean("price_met"));
    assertEquals(new BigDecimal(price), new BigDecimal(result.getValue("price").toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.price | 5",
        "$.offers[0].price | 12.5",
        "$.offers[-1].price | 1234.56",
        "$['unit price']['it\\'s'] | 7",
        "$[\"unit price\"][\"it's\"] | 7",
        "$.größe | 8",
      })
  void a_json_path_leads_to_the_price(String path, BigDecimal price) throws Exception {
    json(
        "{'price': 5, 'offers': [{'price': 12.5}, {'price': '1,234.56'}], 'größe': '8',"
            + " 'unit price': {\"it's\": 7}}");
    var result = completed(config("json_path", path)).result();
    assertEquals(0, price.compareTo(new BigDecimal(result.getValue("price").toString())));
    assertEquals("json_path", result.getString("found_by"));
  }

  @Test
  void a_document_may_be_a_list() throws Exception {
    json("[{'price': 3}]");
    assertEquals(3, price(config("json_path", "$[0].price")));
  }

  @Test
  void a_css_selector_finds_the_price() throws Exception {
    html("<p class=old>€ 1.499,00</p><p id=now>Now <b>€ 1.299,00</b></p><i data-eur=7.125>7</i>");
    var found = completed(config("css_selector", "#now")).result();
    assertEquals(1299, found.getDouble("price"));
    assertEquals("css_selector", found.getString("found_by"));
    assertEquals(7.125, price(config("css_selector", "i").put("attribute", "data-eur")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'@type':'Offer','price':'1.234','priceCurrency':'KWD'} | 1.234 | KWD",
        "[{'price':30,'priceCurrency':'EUR'},{'price':'20.5','priceCurrency':'EUR'}] | 20.5 | EUR",
        "[{'price':30,'priceCurrency':'EUR'},{'price':20,'priceCurrency':'USD'}] | 30 | EUR",
        "[{'price':''},{'price':20,'priceCurrency':'USD'}] | 20 | USD",
        "{'@type':'AggregateOffer','lowPrice':8,'highPrice':9,'priceCurrency':'GBP'} | 8 | GBP",
        "{'priceCurrency':'EUR','priceSpecification':[{'price':2,'referenceQuantity':{}},{'price':9,'priceType':'ListPrice'},{'price':6}]} | 6 | EUR",
        "{'offers':[{'price':4,'priceCurrency':'EUR'}]} | 4 | EUR",
      })
  void json_ld_states_the_price(String offers, double price, String currency) throws Exception {
    html("<script type='application/ld+json'>{ broken</script>" + OFFER.formatted(offers));
    var result = completed(config()).result();
    assertEquals(price, result.getDouble("price"));
    assertEquals(currency, result.getString("currency"));
    assertEquals("json_ld", result.getString("found_by"));
  }

  @Test
  void json_ld_may_be_a_graph_in_which_the_first_product_counts() throws Exception {
    html(
        "<script type='application/ld+json; charset=utf-8'>{'@graph':[{'@type':'WebPage'},"
            + "{'@type':['Product','Thing'],'offers':{'price':50},"
            + "'isRelatedTo':{'offers':{'price':1}}},{'offers':{'price':2}}]}</script>");
    assertEquals(50, price(config()));
    html("<script type='application/ld+json'>[{'@type':'Offer','price':7}]</script>");
    assertEquals(7, price(config()));
  }

  @Test
  void microdata_states_the_price() throws Exception {
    html(
        "<div itemscope itemtype='https://schema.org/ItemPage'>"
            + "<div itemscope itemtype='https://schema.org/Product'>"
            + "<div itemprop=offers itemscope itemtype='https://schema.org/Offer'>"
            + "<meta itemprop=priceCurrency content=EUR><span itemprop=price content='1.299'>x</span>"
            + "</div></div><div itemscope itemtype='https://schema.org/Product'>"
            + "<b itemprop=price>0.5</b></div></div>");
    var result = completed(config()).result();
    assertEquals(1.299, result.getDouble("price"));
    assertEquals("EUR", result.getString("currency"));
    assertEquals("microdata", result.getString("found_by"));
    html("<div itemscope><b itemprop=price>9,50 €</b></div>");
    assertEquals(9.5, price(config()));
  }

  @Test
  void prices_in_another_currency_do_not_count() throws Exception {
    html(OFFER.formatted("[{'price':3,'priceCurrency':'USD'},{'price':5,'priceCurrency':'EUR'}]"));
    assertEquals(5, price(config("currency", "EUR")));
    var failed = failed(config("currency", "GBP"), "wrong_currency");
    assertTrue(failed.failure().message().contains("no price in GBP, but in USD, EUR"));
  }

  @Test
  void a_page_is_read_in_its_charset() throws Exception {
    var page = "<p>12,50 \u00A3</p>".getBytes(ISO_8859_1);
    upstream.on("/p", Reply.of(200, "text/html; charset=iso-8859-1", page));
    assertEquals(12.5, price(config("css_selector", "p:contains(£)")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "json_path | $.none | price_not_found",
        "json_path | $.price.none | price_not_found",
        "json_path | $.offers[2] | price_not_found",
        "json_path | $.offers | not_a_price",
        "json_path | $.name | not_a_price",
        "json_path | $.below | not_a_price",
        "json_path | $.flag | not_a_price",
        "json_path | $.huge | not_a_price",
      })
  void json_without_a_price_fails_for_good(String member, String path, String code)
      throws Exception {
    json("{'price': 5, 'offers': [1, 2], 'name': 'Pump', 'below': -1, 'flag': true,'huge':1e999}");
    failed(config(member, path), code);
  }

  @Test
  void a_page_without_a_price_fails_for_good_and_says_what_would_be_right() throws Exception {
    html("<p>Sold out</p><script type='application/ld+json'>{'@type':'Product'}</script>");
    var unmarked = failed(config(), "price_not_found").failure().message();
    assertTrue(unmarked.contains("name it by css_selector"), unmarked);
    failed(config("css_selector", "p"), "not_a_price");
    failed(config("css_selector", ".price"), "price_not_found");
    failed(config("css_selector", "p").put("attribute", "content"), "price_not_found");
    failed(config("css_selector", "p["), "invalid_selector");
    failed(config("css_selector", "p:matches(*)"), "invalid_selector");
    var page = failed(config("json_path", "$.price"), "not_json").failure().message();
    assertTrue(page.contains("begins with \"<p>Sold out"), page);
    html(OFFER.formatted("{'price':'on request'}"));
    failed(config(), "not_a_price");
  }

  @Test
  void a_regular_expression_in_a_selector_cannot_run_for_ever() throws Exception {
    html("<p>" + "a".repeat(80) + "!</p>");
    var config = config("css_selector", "p:matches((.*a){25}b)");
    var outcome = Attempt.start(executor, execution(config)).await();
    assertEquals("price_not_found", ((Outcome.Failed) outcome).failure().code());
  }

  @Test
  void the_answer_of_the_shop_decides_about_retries() throws Exception {
    upstream.on("/p", Reply.of(503, "text/html", ""));
    var busy = assertInstanceOf(Outcome.Failed.class, executor.run(execution(config())));
    assertTrue(busy.retryable());
    upstream.on("/p", Reply.of(404, "text/html", ""));
    failed(config(), "upstream_rejected");
    failed(config().put("product_url", "http://%zz"), "invalid_url");
  }

  @Test
  void somebody_is_told_once_until_the_target_was_missed_in_between() throws Exception {
    assertEquals(0, noticesAt(101));
    assertEquals(1, noticesAt(99));
    assertEquals(0, noticesAt(98));
    assertEquals(0, noticesAt(120));
    assertEquals(1, noticesAt(100));
    assertEquals(0, noticesAt(100));
  }

  @Test
  void another_target_or_product_is_told_of_anew() throws Exception {
    assertEquals(1, noticesAt(90));
    json("{'price': 90}");
    var stricter = config("json_path", "$.price").put("target_price", 95);
    assertEquals(1, completed(stricter).notices().size());
    upstream.on("/q", Reply.json("{\"price\": 90}"));
    var other = config("json_path", "$.price").put("product_url", upstream.url() + "/q");
    var completed = completed(other);
    assertEquals(1, completed.notices().size());
    assertEquals(null, completed.result().getValue("previous_price"));
  }

  @Test
  void what_is_told_names_price_target_and_product() throws Exception {
    html(OFFER.formatted("{'price':'89.90','priceCurrency':'EUR'}"));
    var notice = completed(config()).notices().getFirst();
    assertEquals("Price met: title", notice.title());
    assertEquals(
        "The price is 89.90 EUR, and your target 100: " + upstream.url() + "/p", notice.body());
    memory = requireNonNull(completed(config()).memory());
    assertEquals(89.9, completed(config()).result().getDouble("previous_price"));
  }

  private int noticesAt(int price) throws Exception {
    json("{'price': " + price + "}");
    var completed = completed(config("json_path", "$.price"));
    memory = new JsonObject(requireNonNull(completed.memory()).encode());
    return completed.notices().size();
  }

  private void json(String document) {
    upstream.on("/p", Reply.json(quoted(document)));
  }

  private void html(String page) {
    upstream.on("/p", Reply.of(200, "text/html; charset=utf-8", quoted(page)));
  }

  private static String quoted(String text) {
    return text.contains("\"") ? text.replaceAll("'(?!s\")", "\"") : text.replace('\'', '"');
  }

  private JsonObject config() {
    return new JsonObject().put("product_url", upstream.url() + "/p").put("target_price", 100);
  }

  private JsonObject config(String member, String value) {
    return config().put(member, value);
  }

  private TestExecution execution(JsonObject config) {
    return TestExecution.of(config).remembering(memory.copy());
  }

  private double price(JsonObject config) throws Exception {
    return completed(config).result().getDouble("price");
  }

  private Outcome.Completed completed(JsonObject config) throws Exception {
    var outcome = executor.run(execution(config));
    return assertInstanceOf(Outcome.Completed.class, outcome, outcome::toString);
  }

  private Outcome.Failed failed(JsonObject config, String code) throws Exception {
    var failed = assertInstanceOf(Outcome.Failed.class, executor.run(execution(config)));
    assertEquals(code, failed.failure().code(), failed.failure().message());
    assertFalse(failed.retryable());
    return failed;
  }
}
