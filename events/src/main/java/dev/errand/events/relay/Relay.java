package dev.errand.events.relay;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.CloudEvent;
import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.Batch;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.Expansion;
import dev.errand.core.event.OutboxEvent;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Takes events from a feed to a publisher, each at least once, and those of a task in order: a
 * message leaves when the one before it about the same task has arrived, while those about other
 * tasks travel beside it. The feed moves on past what has arrived without a gap; what lies beyond a
 * gap is published again, under the same ids. Confined to one event loop, one pass at a time.
 */
public final class Relay {

  private final Bus bus;
  private final Publisher publisher;
  private final InstantSource clock;
  private final RelaySettings settings;
  private final Expansion expansion;
  private Runnable more = () -> {};

  /** Reads over the bus. */
  public Relay(Bus bus, Publisher publisher, InstantSource clock, RelaySettings settings) {
    this.bus = bus;
    this.publisher = publisher;
    this.clock = clock;
    this.settings = settings;
    this.expansion = new Expansion(settings.source());
  }

  /** Has somebody told when a pass ends that will have left more to do. */
  public void onMore(Runnable told) {
    more = told;
  }

  /** One pass; answers with how many events the feed moved past. */
  public Future<Integer> runOnce() {
    if (!publisher.connected()) {
      return Future.succeededFuture(0);
    }
    return publisher
        .prepare()
        .compose(
            ready ->
                bus.request(
                    new ReadFeed(
                        settings.reader(), settings.batch(), clock.instant(), settings.held())))
        .compose(batch -> batch.events().isEmpty() ? Future.succeededFuture(0) : relay(batch))
        .onSuccess(this::tellOfMore);
  }

  /** Lets another relay go on at once. */
  public Future<Void> release() {
    return bus.request(new ReleaseFeed(settings.reader()));
  }

  private void tellOfMore(int moved) {
    if (moved == settings.batch()) {
      more.run();
    }
  }

  private Future<Integer> relay(Batch batch) {
    var arrivals = publish(batch.events());
    return Future.join(arrivals)
        .timeout(settings.patience().toMillis(), MILLISECONDS)
        .transform(
            all -> {
              int arrived = arrivedWithoutGap(arrivals);
              var advanced = advance(batch, arrived);
              if (all.succeeded()) {
                return advanced;
              }
              publisher.doubt();
              // While there is no connection, nobody needs to be told once more.
              return publisher.connected()
                  ? advanced.compose(done -> Future.failedFuture(all.cause()))
                  : advanced;
            });
  }

  private Future<Integer> advance(Batch batch, int arrived) {
    return arrived == 0
        ? Future.succeededFuture(0)
        : bus.request(new AdvanceFeed(settings.reader(), batch.first(arrived)))
            .map(advanced -> advanced ? arrived : 0);
  }

  private List<Future<Void>> publish(List<OutboxEvent> events) {
    var lastOfTask = new HashMap<CloudEvent.Subject, Future<Void>>();
    var arrivals = new ArrayList<Future<Void>>(events.size());
    for (var event : events) {
      var task = new CloudEvent.Subject(event.tenantId(), event.taskId());
      var arrival = lastOfTask.getOrDefault(task, Future.succeededFuture());
      for (var message : expansion.expand(event)) {
        arrival = arrival.compose(before -> publisher.publish(message));
      }
      lastOfTask.put(task, arrival);
      arrivals.add(arrival);
    }
    return arrivals;
  }

  private static int arrivedWithoutGap(List<Future<Void>> arrivals) {
    int arrived = 0;
    while (arrived < arrivals.size() && arrivals.get(arrived).succeeded()) {
      arrived++;
    }
    return arrived;
  }
}
