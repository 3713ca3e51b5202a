package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.namespace.NamespaceCommand.SetNamespace;
import dev.errand.core.namespace.NamespaceQuery.GetNamespace;
import dev.errand.core.namespace.NamespaceQuery.ListNamespaces;
import dev.errand.core.namespace.NamespaceQuery.ListTypes;
import dev.errand.core.namespace.Namespaces;
import dev.errand.core.task.Tasks;
import dev.errand.core.webhook.WebhookCommand.CreateWebhook;
import dev.errand.core.webhook.WebhookCommand.DeleteWebhook;
import dev.errand.core.webhook.WebhookCommand.PingWebhook;
import dev.errand.core.webhook.WebhookCommand.Redeliver;
import dev.errand.core.webhook.WebhookCommand.RotateSecret;
import dev.errand.core.webhook.WebhookCommand.UpdateWebhook;
import dev.errand.core.webhook.WebhookQuery.GetWebhook;
import dev.errand.core.webhook.WebhookQuery.ListDeliveries;
import dev.errand.core.webhook.WebhookQuery.ListWebhooks;
import dev.errand.core.webhook.Webhooks;
import java.util.random.RandomGenerator;

/** Has reached at a desk what leads outside: namespaces, which may be relayed, and webhooks. */
final class OutsideHandlers {

  private final Desk desk;
  private final Tasks.Means means;
  private final Outside outside;

  OutsideHandlers(Desk desk, Tasks.Means means, Outside outside) {
    this.desk = desk;
    this.means = means;
    this.outside = outside;
  }

  void serve(Signals signals, RandomGenerator random) {
    var namespaces = new Namespaces(means.pg(), means.clock(), outside.egress());
    // Executions may be let go: by the end of a pause or a relay, or by a higher limit.
    desk.serve(SetNamespace.class, command -> signals.queueing(namespaces.set(command)));
    desk.serve(ListNamespaces.class, namespaces::list);
    desk.serve(GetNamespace.class, namespaces::get);
    desk.serve(ListTypes.class, namespaces::types);
    var webhooks =
        new Webhooks(
            new Webhooks.Means(
                means.pg(),
                means.ids(),
                means.clock(),
                random,
                outside.egress(),
                outside.source()));
    desk.serve(CreateWebhook.class, webhooks::create);
    desk.serve(UpdateWebhook.class, webhooks::update);
    desk.serve(DeleteWebhook.class, webhooks::delete);
    desk.serve(RotateSecret.class, webhooks::rotate);
    desk.serve(PingWebhook.class, webhooks::ping);
    desk.serve(Redeliver.class, webhooks::redeliver);
    desk.serve(GetWebhook.class, webhooks::get);
    desk.serve(ListWebhooks.class, webhooks::list);
    desk.serve(ListDeliveries.class, webhooks::deliveries);
  }
}
