package dev.errand.core.worker;

import dev.errand.core.worker.RemoteWorkers.Heard;
import dev.errand.core.worker.RemoteWorkers.Seen;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes who works, at most once every few seconds for each worker, however often it is heard of.
 * Nobody waits for it, and a note that cannot be written is missed by nobody. Confined to one event
 * loop.
 */
final class Presence {

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration FORGOTTEN = Duration.ofDays(7);
  private static final Duration BETWEEN_UPKEEP = Duration.ofHours(1);

  private final RemoteWorkers store;
  private final InstantSource clock;
  private final Map<Name, Note> notes = new HashMap<>();
  private Map<Name, Seen> claimed = new LinkedHashMap<>();
  private Map<Name, Heard> heard = new LinkedHashMap<>();
  private boolean writing;
  private Instant tidiedAt = Instant.EPOCH;

  Presence(RemoteWorkers store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  private record Name(String tenantId, String id) {}

  private record Note(Instant at, List<String> namespaces, List<String> types) {}

  /** A worker asks for tasks. */
  void claims(String tenantId, WorkerCommand.Wish wish) {
    var name = new Name(tenantId, wish.workerId());
    var now = clock.instant();
    var last = notes.get(name);
    if (last != null
        && now.isBefore(last.at().plus(PAUSE))
        && last.namespaces().equals(wish.namespaces())
        && last.types().equals(wish.types())) {
      return;
    }
    notes.put(name, new Note(now, wish.namespaces(), wish.types()));
    claimed.put(name, new Seen(tenantId, wish.workerId(), wish.namespaces(), wish.types(), now));
    write();
  }

  /** A worker holds something, and says so. */
  void heard(String tenantId, String workerId) {
    var name = new Name(tenantId, workerId);
    var now = clock.instant();
    var last = notes.get(name);
    if (last != null && now.isBefore(last.at().plus(PAUSE))) {
      return;
    }
    // What it claims is known to the node that it claims from.
    notes.put(
        name,
        last == null
            ? new Note(now, List.of(), List.of())
            : new Note(now, last.namespaces(), last.types()));
    heard.put(name, new Heard(tenantId, workerId, now));
    write();
  }

  private void write() {
    if (writing) {
      return;
    }
    if (claimed.isEmpty() && heard.isEmpty()) {
      return;
    }
    writing = true;
    var those = List.copyOf(claimed.values());
    var these = List.copyOf(heard.values());
    claimed = new LinkedHashMap<>();
    heard = new LinkedHashMap<>();
    (those.isEmpty() ? Future.<Void>succeededFuture() : store.claimed(those))
        .compose(done -> these.isEmpty() ? Future.<Void>succeededFuture() : store.heard(these))
        .compose(done -> tidy())
        .onFailure(failure -> LOG.debug("Workers could not be noted", failure))
        .onComplete(
            done -> {
              writing = false;
              write();
            });
  }

  private Future<Void> tidy() {
    var now = clock.instant();
    if (now.isBefore(tidiedAt.plus(BETWEEN_UPKEEP))) {
      return Future.succeededFuture();
    }
    tidiedAt = now;
    notes.values().removeIf(note -> note.at().isBefore(now.minus(BETWEEN_UPKEEP)));
    return store.forget(now.minus(FORGOTTEN));
  }
}
