package dev.errand.core.identity;

import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /** The id of what was made at a time before, always the same for a key. */
  public static UUID at(Instant time, UUID key) {
    return new UUID(
        (time.toEpochMilli() << 16) | 0x7000L | (key.getMostSignificantBits() & 0xfff),
        (key.getLeastSignificantBits() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
  }

  /** The given id; the next if there is none. */
  public UUID or(@Nullable UUID id) {
    return id == null ? next() : id;
  }

  /**
   * The id of one of the things that are made under one id: always the same for an index, rising
   * with it, and of the same time.
   *
   * @param index 0 to 4095: it takes the place of the 12 random bits behind the time
   */
  public static UUID ofPart(UUID whole, int index) {
    return new UUID(
        (whole.getMostSignificantBits() & ~0xfffL) | (index & 0xfff),
        whole.getLeastSignificantBits());
  }
}
