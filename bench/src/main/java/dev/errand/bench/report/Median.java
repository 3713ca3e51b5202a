package dev.errand.bench.report;

import java.util.Arrays;

/** The middle of some figures. */
final class Median {

  private Median() {}

  /** Of an even number of figures, the mean of the two in the middle. */
  static double of(double... figures) {
    var sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
