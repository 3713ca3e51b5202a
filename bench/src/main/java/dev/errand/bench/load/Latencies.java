package dev.errand.bench.load;

import java.util.Arrays;
import java.util.List;

/** How long each request took. Confined to one thread. */
public final class Latencies {

  private long[] nanos = new long[1 << 16];
  private int count;
  private boolean sorted = true;

  /** Those that others have measured, in nanoseconds. */
  public static Latencies of(List<Long> nanos) {
    var latencies = new Latencies();
    nanos.forEach(latencies::add);
    return latencies;
  }

  /** All of several. */
  public static Latencies merged(List<Latencies> several) {
    var all = new Latencies();
    several.forEach(each -> Arrays.stream(each.nanos, 0, each.count).forEach(all::add));
    return all;
  }

  /** Notes one request. */
  public void add(long took) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = took;
    sorted = false;
  }

  /** How many were noted. */
  public int count() {
    return count;
  }

  /**
   * The least duration that the given share of requests did not exceed, in nanoseconds; 0 if there
   * were none.
   *
   * @param share more than 0, at most 1
   */
  public long percentile(double share) {
    if (count == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    return nanos[(int) Math.ceil(share * count) - 1];
  }
}
