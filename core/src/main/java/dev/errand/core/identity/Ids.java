package dev.errand.core.identity;

import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;

/**
 * Makes ids: UUIDs of version 7 (RFC 9562), rising within a process, so that their order is that of
 * creation and indexes grow at one end. Thread-safe.
 */
public final class Ids {

  private final TimeBasedEpochGenerator generator;

  /** The clock gives their time, the random source the rest. */
  public Ids(InstantSource clock, Random random) {
    generator =
        new TimeBasedEpochGenerator(
            random,
            new UUIDClock() {
              @Override
              public long currentTimeMillis() {
                return clock.millis();
              }
            });
  }

  /** The next id. */
  public UUID next() {
    return generator.generate();
  }
}
