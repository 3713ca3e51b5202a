package dev.errand.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody who mistyped a name probably meant. */
final class Spelling {

  private Spelling() {}

  static Optional<String> closest(String typed, Collection<String> known) {
    int tolerated = Math.max(2, typed.length() / 3);
    return known.stream()
        .filter(name -> distance(typed, name) <= tolerated)
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** Levenshtein's: how many letters to insert, delete or replace. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replace = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
