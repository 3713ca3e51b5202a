package dev.errand.executor.standard;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Notice;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;

/** Watches a price, and has somebody told when it comes down to what they want to pay. */
public final class PriceTrackerExecutor implements Executor {

  private static final TaskType TYPE =
      TaskType.named("price_tracker")
          .describedAs(
              "Price tracker",
              "Reads the price of a product off its page and compares it with a target. When it is"
                  + " met, the task's assignee, or else its owner, is told, and not again before it"
                  + " was missed in between.")
          .configuredBy(PriceSearch.CONFIG)
          .defaultingTo(TaskType.Defaults.USUAL.withCredits("2"));

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    var url = execution.config().getString("product_url");
    var search = PriceSearch.of(execution.config());
    try {
      var request = WebhookRequest.builder(url).setHeader("Accept", search.accept()).build();
      return read(search, execution.http().send(request), execution);
    } catch (Refusal e) {
      return e.failed();
    }
  }

  private static Outcome read(
      PriceSearch search, HttpResponse<byte[]> response, Execution execution) throws IOException {
    var usage = Usage.apiCalls(1);
    if (response.statusCode() / 100 != 2) {
      return Outcome.ofHttpFailure(response, execution.clock()).using(usage);
    }
    try {
      return compared(execution, search.in(response)).using(usage);
    } catch (Refusal e) {
      return e.failed().using(usage);
    }
  }

  private static Outcome.Completed compared(Execution execution, Price price) {
    var config = execution.config();
    var memory = execution.memory();
    var target = new BigDecimal(config.getValue("target_price").toString());
    boolean met = price.amount().compareTo(target) <= 0;
    var product =
        new JsonObject()
            .put("product_url", config.getString("product_url"))
            .put("target_price", target);
    boolean known = product.getString("product_url").equals(memory.getString("product_url"));
    var result =
        product
            .copy()
            .put("price", price.amount())
            .put("previous_price", known ? memory.getValue("price") : null)
            .put("currency", price.currency())
            .put("price_met", met)
            .put("found_by", price.foundBy())
            .put("checked_at", execution.clock().instant().toString());
    var remembered = product.copy().put("price", price.amount()).put("told", met);
    boolean told = memory.getBoolean("told", false) && known && sameTarget(memory, target);
    var completed = Outcome.completed(result).remembering(remembered);
    return met && !told ? completed.notifying(List.of(notice(execution, result))) : completed;
  }

  private static boolean sameTarget(JsonObject memory, BigDecimal target) {
    return target.compareTo(new BigDecimal(memory.getValue("target_price").toString())) == 0;
  }

  private static Notice notice(Execution execution, JsonObject result) {
    var currency = result.getString("currency") == null ? "" : " " + result.getString("currency");
    return new Notice(
        null,
        "Price met: " + execution.subject().title(),
        "The price is %s%s, and your target %s: %s"
            .formatted(
                result.getValue("price"),
                currency,
                result.getValue("target_price"),
                result.getString("product_url")));
  }
}
