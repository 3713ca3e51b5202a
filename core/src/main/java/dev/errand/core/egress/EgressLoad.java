package dev.errand.core.egress;

/**
 * How busy the way out is.
 *
 * @param underWay calls at the moment
 * @param waiting calls that wait for one of the few that their host may have at a time
 * @param turnedAway calls so far that have waited in vain
 */
public record EgressLoad(int underWay, int waiting, long turnedAway) {}
