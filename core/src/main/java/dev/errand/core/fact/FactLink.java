package dev.errand.core.fact;

import dev.errand.core.task.TaskKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

/**
 * That a task has to do with a fact.
 *
 * @param task which task
 * @param factId which fact
 * @param relation what it has to do with it
 * @param linkedBy who said so
 * @param linkedAt when
 */
public record FactLink(
    TaskKey task, UUID factId, Relation relation, String linkedBy, Instant linkedAt) {

  /** What a task has to do with a fact. */
  public enum Relation {
    /** It goes by it. */
    READS,
    /** It has found it out. */
    PRODUCES;

    /** Its public name. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** By its public name, as the contract has validated it. */
    public static Relation of(String word) {
      return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst().orElseThrow();
    }
  }
}
