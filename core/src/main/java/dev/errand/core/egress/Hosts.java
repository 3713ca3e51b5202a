package dev.errand.core.egress;

import dev.errand.executor.Http.Busy;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps each host to its limit of simultaneous calls, and leaves those alone that fail. Remembers
 * only hosts that are being called or that failed lately, and of the latter no more than {@value
 * #REMEMBERED}. Thread-safe.
 */
final class Hosts {

  static final int REMEMBERED = 1000;

  private final EgressSettings settings;
  private final InstantSource clock;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong turnedAway = new AtomicLong();

  Hosts(EgressSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Waits for leave to call the host, which puts the deadline off.
   *
   * @throws Busy if none came within the wait allowed
   * @throws IOException if the host's circuit is open
   */
  Slot enter(String name, Deadline deadline) throws IOException, InterruptedException {
    Host host = use(name);
    boolean entered = false;
    try {
      Slot slot = host.enter(deadline);
      entered = true;
      return slot;
    } finally {
      if (!entered) {
        release(host);
      }
    }
  }

  /** How busy the ways to all of them are. */
  EgressLoad load() {
    return new EgressLoad(underWay.get(), waiting.get(), turnedAway.get());
  }

  /** How many hosts are remembered. */
  synchronized int size() {
    return hosts.size();
  }

  private synchronized Host use(String name) {
    Host host = hosts.computeIfAbsent(name, Host::new);
    host.users++;
    return host;
  }

  private synchronized void release(Host host) {
    host.users--;
    if (host.users == 0 && host.breaker.pristine()) {
      hosts.remove(host.name);
    }
    Iterator<Host> oldestFirst = hosts.values().iterator();
    while (hosts.size() > REMEMBERED && oldestFirst.hasNext()) {
      if (oldestFirst.next().users == 0) {
        oldestFirst.remove();
      }
    }
  }

  private final class Host {

    private final String name;
    private final Breaker breaker;
    private final Semaphore slots = new Semaphore(settings.maxConcurrentPerHost(), true);
    private int users;

    Host(String name) {
      this.name = name;
      this.breaker = new Breaker(name, settings.breaker(), clock);
    }

    Slot enter(Deadline deadline) throws IOException, InterruptedException {
      breaker.refuseIfOpen(); // Before waiting for calls that may well hang.
      if (!slots.tryAcquire()) {
        await(deadline);
      }
      boolean entered = false;
      try {
        boolean trying = breaker.enter();
        entered = true;
        underWay.incrementAndGet();
        return new Slot(this, trying);
      } finally {
        if (!entered) {
          slots.release();
        }
      }
    }

    private void await(Deadline deadline) throws Busy, InterruptedException {
      long start = System.nanoTime();
      waiting.incrementAndGet();
      try {
        if (!slots.tryAcquire(settings.maxWait().toNanos(), TimeUnit.NANOSECONDS)) {
          turnedAway.incrementAndGet();
          throw new Busy(
              "%s has %d calls under way, the most allowed at a time, and none ended within %s; try again later"
                  .formatted(
                      name, settings.maxConcurrentPerHost(), Deadline.in(settings.maxWait())));
        }
      } finally {
        waiting.decrementAndGet();
        deadline.excuse(System.nanoTime() - start);
      }
    }
  }

  /** Leave for one call to one host, to be closed at its end. */
  final class Slot implements AutoCloseable {

    private final Host host;
    private final boolean trying;
    private Breaker.Verdict verdict = Breaker.Verdict.UNKNOWN;

    private Slot(Host host, boolean trying) {
      this.host = host;
      this.trying = trying;
    }

    /** Says what the call learnt; {@link Breaker.Verdict#UNKNOWN} unless said. */
    void learnt(Breaker.Verdict newVerdict) {
      verdict = newVerdict;
    }

    @Override
    public void close() {
      underWay.decrementAndGet();
      host.breaker.leave(trying, verdict);
      host.slots.release();
      release(host);
    }
  }
}
