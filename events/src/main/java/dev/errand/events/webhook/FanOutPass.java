package dev.errand.events.webhook;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.EventCommand.Batch;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.Reader;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.Feeds;
import dev.errand.core.event.OutboxEvent;
import dev.errand.core.fanout.FanOut;
import dev.errand.core.fanout.FanOut.Event;
import dev.errand.core.fanout.FanOut.Message;
import dev.errand.core.webhook.WebhookQuery.ListSubscribers;
import dev.errand.core.webhook.WebhookQuery.Subscriber;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the feed of deliveries and has written what its events mean for webhooks and relays. One
 * node at a time does. While nobody is to be told of anything there is no feed, and a look for it
 * is all that this costs. Confined to one event loop, one pass at a time.
 */
public final class FanOutPass {

  private static final int BATCH = 500;

  /** More than that are not written at once, however many want them. */
  private static final int MESSAGES = 5_000;

  private static final Duration HELD = Duration.ofSeconds(15);

  private final Bus bus;
  private final InstantSource clock;
  private final Reader reader;
  private final Expansion expansion;
  private boolean following;

  /** Reads over the bus, by the name of this node; messages name the source. */
  public FanOutPass(Bus bus, InstantSource clock, String node, String source) {
    this.bus = bus;
    this.clock = clock;
    reader = new Reader(Feeds.DELIVERIES, node);
    expansion = new Expansion(source);
  }

  /** Whether the feed is there and this node's, so that new events are its business. */
  public boolean following() {
    return following;
  }

  /** One pass; answers with whether there may be more at once. */
  public Future<Boolean> runOnce() {
    return bus.request(new ReadFeed(reader, BATCH, clock.instant(), HELD))
        .compose(
            batch -> {
              following = batch.held();
              return batch.events().isEmpty()
                  ? Future.succeededFuture(false)
                  : bus.request(new ListSubscribers())
                      .compose(subscribers -> write(batch, subscribers));
            });
  }

  private Future<Boolean> write(Batch batch, List<Subscriber> subscribers) {
    Map<String, List<Subscriber>> byTenant =
        subscribers.stream().collect(Collectors.groupingBy(Subscriber::tenantId));
    var messages = new ArrayList<Message>();
    int taken = 0;
    while (taken < batch.events().size() && messages.size() < MESSAGES) {
      var event = batch.events().get(taken++);
      messages.addAll(messages(event, byTenant.getOrDefault(event.tenantId(), List.of())));
    }
    return bus.request(new FanOut(reader, batch.first(taken), messages, clock.instant()));
  }

  private List<Message> messages(OutboxEvent event, List<Subscriber> ofTenant) {
    var messages = new ArrayList<Message>();
    if (!ofTenant.isEmpty()) {
      for (var told : expansion.expand(event)) {
        var about = new Event(told.id(), told.type(), event.taskId());
        var body = told.encode().toString();
        for (var subscriber : ofTenant) {
          if (subscriber.filter().wants(told.type())) {
            messages.add(new Message(event.tenantId(), subscriber.id(), about, event.at(), body));
          }
        }
      }
    }
    return messages;
  }

  /** Lets another node go on at once. */
  public Future<Void> release() {
    return bus.request(new ReleaseFeed(reader));
  }
}
