package dev.errand.core.webhook;

import dev.errand.core.egress.EgressSettings;
import dev.errand.core.event.Feeds;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.MergePatch;
import dev.errand.core.webhook.Webhook.Health;
import dev.errand.core.webhook.Webhook.Timeline;
import dev.errand.core.webhook.WebhookCommand.CreateWebhook;
import dev.errand.core.webhook.WebhookCommand.DeleteWebhook;
import dev.errand.core.webhook.WebhookCommand.PingWebhook;
import dev.errand.core.webhook.WebhookCommand.Redeliver;
import dev.errand.core.webhook.WebhookCommand.Revealed;
import dev.errand.core.webhook.WebhookCommand.RotateSecret;
import dev.errand.core.webhook.WebhookCommand.Target;
import dev.errand.core.webhook.WebhookCommand.UpdateWebhook;
import dev.errand.core.webhook.WebhookQuery.GetWebhook;
import dev.errand.core.webhook.WebhookQuery.ListDeliveries;
import dev.errand.core.webhook.WebhookQuery.ListWebhooks;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The use cases of webhooks, which are for managers. Confined to one event loop. */
public final class Webhooks {

  /** How long deliveries are signed with the secret before, too. */
  private static final Duration OVERLAP = Duration.ofHours(24);

  /** Each costs a row for each event that it wants. */
  private static final int MOST = 50;

  private final Means means;
  private final WebhookRows rows;
  private final DeliveryRows deliveries;

  /**
   * What the use cases work with.
   *
   * @param random makes secrets, so it must be fit for them
   * @param egress which addresses may be called
   * @param source that events name
   */
  public record Means(
      Pg pg,
      Ids ids,
      InstantSource clock,
      RandomGenerator random,
      EgressSettings egress,
      String source) {}

  /** On the event loop of the verticle that will call it. */
  public Webhooks(Means means) {
    this.means = means;
    rows = new WebhookRows(means.pg());
    deliveries = new DeliveryRows(means.pg());
  }

  /** Reads one. */
  public Future<Webhook> get(GetWebhook query) {
    return read(query.tenantId(), query.id());
  }

  /** Lists. */
  public Future<Page<Webhook>> list(ListWebhooks query) {
    return rows.list(query, means.clock().instant());
  }

  /** Lists what was sent to one. */
  public Future<Page<Delivery>> deliveries(ListDeliveries query) {
    return read(query.tenantId(), query.id()).compose(webhook -> deliveries.list(query));
  }

  /** Creates. */
  public Future<Revealed> create(CreateWebhook command) {
    var caller = command.caller();
    requireManager(caller, "create");
    var members = command.members();
    var given = members.getString("secret");
    var now = means.clock().instant();
    var webhook =
        Webhook.of(
            means.ids().next(), members, Health.GOOD, new Timeline(caller.userId(), 1, now, now));
    check(webhook.url(), given);
    var secret = given == null ? Secret.fresh(means.random()) : given;
    return changing(
            transaction ->
                WebhookRows.count(transaction, caller.tenantId())
                    .compose(
                        count -> {
                          requireRoom(count);
                          return WebhookRows.insert(
                              transaction, caller.tenantId(), webhook, secret);
                        }))
        .map(new Revealed(webhook, secret));
  }

  private static void requireRoom(int count) {
    if (count >= MOST) {
      throw new Problem.Conflict(
          "webhook_limit",
          "The tenant has %d webhooks, as many as it may: delete one".formatted(count),
          Map.of());
    }
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<Webhook> update(UpdateWebhook command) {
    var target = command.target();
    return change(
            target,
            "update",
            read -> {
              var members = MergePatch.apply(read.members(), command.patch());
              var changed = Webhook.of(read.id(), members, read.health(), read.timeline());
              if (changed.equals(read)) {
                return Future.succeededFuture(true);
              }
              if (!changed.url().equals(read.url())) {
                check(changed.url(), null);
              }
              var now = means.clock().instant();
              return changing(
                  transaction ->
                      WebhookRows.update(transaction, target.caller().tenantId(), changed, now));
            })
        .compose(done -> read(target.caller().tenantId(), target.id()));
  }

  /** Removes; answers with it as it was. */
  public Future<Webhook> delete(DeleteWebhook command) {
    var tenantId = command.target().caller().tenantId();
    return change(
        command.target(),
        "delete",
        read -> changing(transaction -> WebhookRows.delete(transaction, tenantId, read)));
  }

  /** Gives it another secret. */
  public Future<Revealed> rotate(RotateSecret command) {
    var target = command.target();
    var tenantId = target.caller().tenantId();
    check(null, command.secret());
    var given = command.secret();
    var secret = given == null ? Secret.fresh(means.random()) : given;
    return change(
            target,
            "update",
            read -> {
              var now = means.clock().instant();
              var rotation = new WebhookRows.Rotation(secret, now.plus(OVERLAP), now);
              return rows.rotate(tenantId, read, rotation);
            })
        .compose(done -> read(tenantId, target.id()))
        .map(webhook -> new Revealed(webhook, secret));
  }

  /** Sends an event that says nothing. */
  public Future<Delivery> ping(PingWebhook command) {
    var tenantId = command.caller().tenantId();
    requireManager(command.caller(), "update");
    return read(tenantId, command.id())
        .compose(
            webhook -> {
              requireActive(webhook);
              var now = means.clock().instant();
              var ping = Ping.of(tenantId, webhook, means, now);
              return deliveries.insertPing(tenantId, ping);
            });
  }

  /** Sends again. */
  public Future<Integer> redeliver(Redeliver command) {
    var tenantId = command.caller().tenantId();
    requireManager(command.caller(), "update");
    var deliveryId = command.deliveryId();
    return read(tenantId, command.id())
        .compose(
            webhook -> {
              requireActive(webhook);
              return deliveries.again(command, means.clock().instant());
            })
        .map(
            count -> {
              if (count == 0 && deliveryId != null) {
                throw new Problem.NotFound("delivery", deliveryId);
              }
              return count;
            });
  }

  private <T> Future<T> changing(Function<Transaction, Future<T>> work) {
    return means
        .pg()
        .transaction(
            transaction ->
                Feeds.lock(transaction)
                    .compose(locked -> work.apply(transaction))
                    .compose(done -> Feeds.settle(transaction).map(done)));
  }

  private Future<Webhook> change(
      Target target, String action, Function<Webhook, Future<Boolean>> write) {
    requireManager(target.caller(), action);
    return Revisions.change(
        "webhook",
        () -> read(target.caller().tenantId(), target.id()),
        read -> {
          Revisions.require(target.ifMatch(), read.etag());
          return write.apply(read);
        });
  }

  private Future<Webhook> read(String tenantId, UUID id) {
    return rows.find(tenantId, id, means.clock().instant())
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("webhook", id)));
  }

  private static void requireManager(Caller caller, String action) {
    if (!caller.role().atLeast(Role.MANAGER)) {
      throw new Problem.Denied(action);
    }
  }

  private static void requireActive(Webhook webhook) {
    if (!webhook.active()) {
      throw new Problem.Conflict(
          "webhook_inactive",
          "The webhook is turned off, so nothing is sent to it: set active to true first",
          Map.of());
    }
  }

  private void check(@Nullable String url, @Nullable String secret) {
    var problems = new ArrayList<Violation>();
    var wrong = url == null ? null : means.egress().objection(url);
    if (wrong != null) {
      problems.add(Violation.ofBody("url", wrong, "egress"));
    }
    var unfit = secret == null ? null : Secret.objection(secret);
    if (unfit != null) {
      problems.add(Violation.ofBody("secret", unfit, "secret"));
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
  }
}
