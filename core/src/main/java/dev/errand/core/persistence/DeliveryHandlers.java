package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.fanout.BacklogCount;
import dev.errand.core.fanout.CountBacklogs;
import dev.errand.core.fanout.FanOut;
import dev.errand.core.fanout.FanOuts;
import dev.errand.core.forward.ForwardCommand.ClaimForwards;
import dev.errand.core.forward.ForwardCommand.NoteArrival;
import dev.errand.core.forward.ForwardCommand.NoteFailure;
import dev.errand.core.forward.Forwards;
import dev.errand.core.task.Tasks;
import dev.errand.core.webhook.Deliveries;
import dev.errand.core.webhook.DeliveryCommand.ClaimDeliveries;
import dev.errand.core.webhook.DeliveryCommand.PostponeDelivery;
import dev.errand.core.webhook.DeliveryCommand.RemoveDeliveries;
import dev.errand.core.webhook.DeliveryCommand.SettleDelivery;
import dev.errand.core.webhook.WebhookQuery.ListSubscribers;

/** Has reached at a desk what carries events and tasks to others, for all tenants. */
final class DeliveryHandlers {

  private final Desk desk;
  private final Tasks.Means means;

  DeliveryHandlers(Desk desk, Tasks.Means means) {
    this.desk = desk;
    this.means = means;
  }

  void serve(Tasks tasks, Signals signals) {
    var pg = means.pg();
    desk.serve(FanOut.class, new FanOuts(pg, means.ids())::write);
    desk.serve(CountBacklogs.class, new BacklogCount(pg)::count);
    var deliveries = new Deliveries(pg, means.ids());
    desk.serve(ListSubscribers.class, deliveries::subscribers);
    desk.serve(ClaimDeliveries.class, deliveries::claim);
    desk.serve(SettleDelivery.class, deliveries::settle);
    desk.serve(PostponeDelivery.class, deliveries::postpone);
    desk.serve(RemoveDeliveries.class, deliveries::remove);
    var forwards = new Forwards(pg, means.ids(), tasks::find);
    desk.serve(ClaimForwards.class, forwards::claim);
    desk.serve(NoteArrival.class, command -> signals.publishing(forwards.arrive(command)));
    desk.serve(NoteFailure.class, forwards::fail);
  }
}
