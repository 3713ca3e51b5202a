package dev.errand.core.exchange;

import java.util.Locale;

/** How an import stands. */
public enum ImportStatus {
  /** Lines are being read. */
  RUNNING,
  /** Every line was read; those that are right are tasks. */
  COMPLETED,
  /** The file cannot be read; nothing was imported. */
  REFUSED,
  /** It broke off for a reason of the service's; the same file may be sent again. */
  FAILED,
  /** The node that ran it is gone; the same file may be sent again. Never stored. */
  INTERRUPTED;

  /** The word that JSON and columns use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of a word. */
  public static ImportStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
