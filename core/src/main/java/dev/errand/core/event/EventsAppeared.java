package dev.errand.core.event;

import dev.errand.core.bus.Notification;
import dev.errand.core.event.EventQuery.FeedPart;

/**
 * The end of the feed as this node reads it, for all who follow it here: each part begins where the
 * one before ended. Has the events of watched tenants only, and is told even if there are none.
 */
public record EventsAppeared(FeedPart part) implements Notification {}
