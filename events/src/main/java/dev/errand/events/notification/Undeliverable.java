package dev.errand.events.notification;

/** A message that was refused for good; the message says why. */
final class Undeliverable extends Exception {

  Undeliverable(String reason) {
    super(reason);
  }
}
