package dev.errand.core.bus;

/** Something that happened, told to whoever listens in this process; may be lost. */
public interface Notification {}
