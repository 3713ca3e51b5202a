package dev.errand.core.memory;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Remembers for a moment what was looked up, so that one who asks all the time costs one look-up in
 * that time; what failed is not remembered. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> the answer
 */
public final class Memory<K, V> {

  private static final int MOST = 10_000;

  private final Duration kept;
  private final InstantSource clock;

  /** The oldest first. Guarded by itself, as is the number. */
  private final Map<K, Known<V>> known = new LinkedHashMap<>();

  private int forgettings;

  /** For so long, by this clock. */
  public Memory(Duration kept, InstantSource clock) {
    this.kept = kept;
    this.clock = clock;
  }

  private record Known<V>(V value, Instant until) {}

  /** What is remembered, or else what the look-up says. */
  public Future<V> of(K key, Supplier<Future<V>> lookup) {
    int before;
    synchronized (known) {
      before = forgettings;
      var found = known.get(key);
      if (found != null && clock.instant().isBefore(found.until())) {
        return Future.succeededFuture(found.value());
      }
    }
    return lookup.get().onSuccess(value -> remember(key, value, before));
  }

  /** Not if something was forgotten meanwhile: it may be this, read before. */
  private void remember(K key, V value, int before) {
    synchronized (known) {
      if (forgettings != before) {
        return;
      }
      known.remove(key);
      if (known.size() == MOST) {
        known.remove(known.keySet().iterator().next());
      }
      known.put(key, new Known<>(value, clock.instant().plus(kept)));
    }
  }

  /** Whatever is asked for next is looked up, where this is true. */
  public void forget(BiPredicate<K, V> which) {
    synchronized (known) {
      forgettings++;
      known.entrySet().removeIf(each -> which.test(each.getKey(), each.getValue().value()));
    }
  }
}
