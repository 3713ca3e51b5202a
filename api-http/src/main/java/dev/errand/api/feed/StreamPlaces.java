package dev.errand.api.feed;

import java.util.HashMap;
import java.util.Map;

/** Counts the streams that are open on a node. Thread-safe. */
public final class StreamPlaces {

  private final int most;
  private final int mostOfTenant;
  private final Map<String, Integer> ofTenants = new HashMap<>();
  private int taken;

  /** As many at a time, of all tenants and of one. */
  public StreamPlaces(int most, int mostOfTenant) {
    this.most = most;
    this.mostOfTenant = mostOfTenant;
  }

  /** What comes of asking for a place. */
  enum Answer {
    /** It is taken, and to be given back. */
    TAKEN,
    /** The node has as many streams as it may. */
    FULL,
    /** The tenant has. */
    ENOUGH
  }

  synchronized Answer take(String tenantId) {
    int own = ofTenants.getOrDefault(tenantId, 0);
    if (own >= mostOfTenant) {
      return Answer.ENOUGH;
    }
    if (taken >= most) {
      return Answer.FULL;
    }
    taken++;
    ofTenants.put(tenantId, own + 1);
    return Answer.TAKEN;
  }

  synchronized void giveBack(String tenantId) {
    taken--;
    ofTenants.computeIfPresent(tenantId, (tenant, own) -> own == 1 ? null : own - 1);
  }
}
