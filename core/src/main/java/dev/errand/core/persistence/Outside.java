package dev.errand.core.persistence;

import dev.errand.core.egress.EgressSettings;

/**
 * What others outside are told, and where.
 *
 * @param egress which addresses webhooks and relays may have
 * @param source that events name
 */
public record Outside(EgressSettings egress, String source) {

  /** The public Internet alone, by the usual name. */
  public static final Outside USUAL = new Outside(EgressSettings.USUAL, "task_service");
}
