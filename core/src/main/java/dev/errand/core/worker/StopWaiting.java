package dev.errand.core.worker;

import dev.errand.core.bus.Notification;

/** The service stops: remote workers that wait for tasks are answered now, and wait no more. */
public record StopWaiting() implements Notification {}
