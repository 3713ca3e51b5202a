package dev.errand.api.feed;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.EventCommand.WatchEvents;
import dev.errand.core.event.EventQuery.FeedPart;
import dev.errand.core.event.EventsAppeared;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Hands what appears at the end of the feed to those who follow it on one server. Confined to its
 * event loop.
 */
final class LiveStreams {

  /** Somebody who follows the feed of a tenant. Told on the event loop. */
  interface Follower {

    /** What the feed has grown by, in the order in which it has; of their tenant alone. */
    void appeared(FeedPart part, List<Entry> entries);

    /** Some time has passed. */
    void beat();

    /** The service stops. */
    void stop();
  }

  /** Those who follow one tenant, and when they hear of everything. */
  private record Audience(Set<Follower> followers, Promise<Void> listening) {}

  private final Bus bus;
  private final FeedMeans means;
  private final String id;
  private final Map<String, Audience> audiences = new HashMap<>();
  private boolean stopped;

  /** Made on the event loop of the server; the id is unique among those of the process. */
  LiveStreams(Vertx vertx, Bus bus, FeedMeans means, String id) {
    this.bus = bus;
    this.means = means;
    this.id = id;
    bus.listen(EventsAppeared.class, this::appeared);
    vertx.setPeriodic(means.beat().toMillis(), passed -> tell(Follower::beat));
  }

  /** From its answer on, the follower is told what a later snapshot would not contain. */
  Future<Void> follow(String tenantId, Follower follower) {
    if (stopped) {
      return Future.failedFuture(new Problem.Unavailable("The service is stopping"));
    }
    var audience =
        audiences.computeIfAbsent(
            tenantId, tenant -> new Audience(new HashSet<>(), Promise.promise()));
    if (audience.followers().isEmpty()) {
      watch().onComplete(audience.listening());
    }
    audience.followers().add(follower);
    return audience.listening().future().onFailure(failed -> leave(tenantId, follower));
  }

  void leave(String tenantId, Follower follower) {
    var audience = audiences.get(tenantId);
    if (audience != null
        && audience.followers().remove(follower)
        && audience.followers().isEmpty()) {
      audiences.remove(tenantId);
      watch();
    }
  }

  private Future<Void> watch() {
    return bus.request(new WatchEvents(id, Set.copyOf(audiences.keySet())));
  }

  private void appeared(EventsAppeared news) {
    var part = news.part();
    if (audiences.isEmpty()) {
      return;
    }
    var rows =
        part.events().stream()
            .filter(row -> audiences.containsKey(row.event().tenantId()))
            .toList();
    var entries =
        Entry.of(rows, means.expansion()).stream()
            .collect(Collectors.groupingBy(entry -> entry.row().event().tenantId()));
    for (var audience : Map.copyOf(audiences).entrySet()) {
      var theirs = entries.getOrDefault(audience.getKey(), List.of());
      for (var follower : Set.copyOf(audience.getValue().followers())) {
        follower.appeared(part, theirs);
      }
    }
  }

  private void tell(Consumer<Follower> what) {
    for (var audience : List.copyOf(audiences.values())) {
      Set.copyOf(audience.followers()).forEach(what);
    }
  }

  void stop() {
    stopped = true;
    tell(Follower::stop);
  }
}
