package dev.errand.core.evidence;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Evidence as its sender describes it; validated. The JSON within must not be changed.
 *
 * @param kind of thing
 * @param url where it can be found
 * @param text in words
 * @param measurement {@code {name, value, unit}}, for that kind alone
 * @param capture when and where it was taken
 */
public record NewEvidence(
    EvidenceKind kind,
    @Nullable String url,
    @Nullable String text,
    @Nullable JsonObject measurement,
    Capture capture) {

  /**
   * When and where evidence was taken, as its sender says.
   *
   * @param at when
   * @param lat degrees north, −90 to 90; 0 is a place like any other
   * @param lon degrees east, −180 to 180
   */
  public record Capture(@Nullable Instant at, @Nullable Double lat, @Nullable Double lon) {}
}
