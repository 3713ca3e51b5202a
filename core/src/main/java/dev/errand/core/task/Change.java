package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import java.time.Instant;

/** A task as it was read, who changes it, and when. */
record Change(Task read, Caller caller, Instant at) {}
