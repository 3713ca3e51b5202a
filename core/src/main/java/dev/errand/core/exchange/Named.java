package dev.errand.core.exchange;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The people and sites that were looked for.
 *
 * @param people ids, by what they were called
 * @param sites ids, by their names
 * @param newPeople those of the people who were not known: by that name there is a placeholder now
 * @param newSites those of the sites that were not known
 */
public record Named(
    Map<String, String> people,
    Map<String, UUID> sites,
    Set<String> newPeople,
    Set<String> newSites) {}
