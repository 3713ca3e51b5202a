package dev.errand.bench.remote;

import dev.errand.bench.load.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A worker whose tasks take no time: it claims many, and reports them done in one request. */
public final class RemoteWorker {

  private static final int BATCH = 100;
  private static final int NOTHING = 204;
  private static final String DONE = "\"status\":200";

  private final InetSocketAddress service;
  private final String claim;

  /** One of the given name. */
  public RemoteWorker(InetSocketAddress service, String id) {
    this.service = service;
    this.claim =
        """
        {"worker_id":"%s","namespaces":["default"],"max":%d,"lease_seconds":60,"wait_seconds":0}"""
            .formatted(id, BATCH);
  }

  /**
   * Works until there is nothing to claim; answers how many executions it has ended.
   *
   * @throws IllegalStateException at an outcome that is refused
   */
  public long drain() throws IOException {
    long ended = 0;
    try (var wire = Wire.connect(service)) {
      while (true) {
        var answer = wire.post("/api/v1/queue/claim", claim);
        if (answer.status() == NOTHING) {
          return ended;
        }
        var claimed = Claimed.in(answer.require(200).body());
        var body = Claimed.outcomes(claimed, "complete");
        var outcomes = wire.post("/api/v1/queue/outcomes", body).require(200).body();
        if (count(outcomes) != claimed.size()) {
          throw new IllegalStateException("not every outcome was taken: " + outcomes);
        }
        ended += claimed.size();
      }
    }
  }

  private static int count(String answer) {
    int count = 0;
    for (int at = answer.indexOf(DONE); at >= 0; at = answer.indexOf(DONE, at + 1)) {
      count++;
    }
    return count;
  }
}
