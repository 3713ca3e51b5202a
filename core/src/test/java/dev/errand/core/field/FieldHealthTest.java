package dev.errand.core.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.field.FieldHealth.Ndvi;
import dev.errand.core.field.FieldHealth.Zones;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldHealthTest {

  private static FieldHealth health(
      double score, Zones zones, @Nullable Double coverage, @Nullable Double stdDev) {
    return new FieldHealth(
        "north", score, zones, new Ndvi(null, null, null, stdDev), coverage, List.of());
  }

  private static FieldHealth health(double score) {
    return health(score, zones(null, null), null, null);
  }

  private static Zones zones(@Nullable Double stressed, @Nullable Double critical) {
    return new Zones(null, stressed, critical, null, null);
  }

  /** Type, priority, confidence and days of each. */
  private static List<String> suggested(FieldHealth health) {
    return Suggestion.of(health).stream()
        .map(
            each ->
                "%s %s %s %d"
                    .formatted(
                        each.type(),
                        each.priority().label(),
                        each.confidence(),
                        each.within().toDays()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, critical",
    "2.9, critical",
    "3, poor",
    "4.9, poor",
    "5, moderate",
    "6.9, moderate",
    "7, good",
    "8.4, good",
    "8.5, excellent",
    "10, excellent"
  })
  void the_score_has_a_word(double score, String word) {
    assertEquals(word, health(score).status().label());
    assertEquals(score < 7, health(score).needsAttention());
  }

  @Test
  void a_field_needs_attention_for_its_zones_and_alerts_too() {
    assertFalse(health(9, zones(25.0, 10.0), 0.0, 1.0).needsAttention());
    assertTrue(health(9, zones(25.1, 10.0), null, null).needsAttention());
    assertTrue(health(9, zones(25.0, 10.1), null, null).needsAttention());
    var warned =
        new FieldHealth(
            "north",
            9,
            zones(null, null),
            new Ndvi(null, null, null, null),
            null,
            List.of("frost"));
    assertTrue(warned.needsAttention());
  }

  @Test
  void suggests_by_each_number_what_would_help() {
    assertEquals(List.of("scouting urgent 0.9 1"), suggested(health(2.9)));
    assertEquals(List.of("scouting high 0.8 2"), suggested(health(4.9)));
    assertEquals(List.of(), suggested(health(5)));
    assertEquals(List.of(), suggested(health(9, zones(20.0, 100.0), 60.0, 0.15)));
    assertEquals(
        List.of("irrigation medium 0.75 2"), suggested(health(9, zones(20.1, null), null, null)));
    assertEquals(
        List.of("irrigation medium 0.75 2"), suggested(health(9, zones(35.0, null), null, null)));
    assertEquals(
        List.of("irrigation high 0.75 2"), suggested(health(9, zones(36.0, null), null, null)));
    assertEquals(
        List.of("sampling medium 0.7 5"), suggested(health(9, zones(null, null), 59.0, null)));
    assertEquals(
        List.of("scouting medium 0.65 4"), suggested(health(9, zones(null, null), null, 0.151)));
    assertEquals(
        List.of(
            "scouting urgent 0.9 1",
            "irrigation high 0.75 2",
            "sampling medium 0.7 5",
            "scouting medium 0.65 4"),
        suggested(health(0, zones(100.0, 0.0), 0.0, 1.0)));
  }

  @Test
  void suggestions_speak_english_and_arabic_and_name_the_number() {
    for (var each : Suggestion.of(health(2.5, zones(36.25, 12.0), 41.0, 0.218))) {
      var words = each.words();
      for (var text : List.of(words.title(), words.description(), words.reason())) {
        assertTrue(text.en().chars().allMatch(c -> c < 128), text.en());
        assertTrue(text.ar().chars().anyMatch(c -> c >= 0x600 && c < 0x700), text.ar());
      }
      var number =
          List.of("2.5", "36.25", "41", "0.218").stream()
              .filter(words.reason().en()::contains)
              .findFirst()
              .orElseThrow();
      assertTrue(words.reason().ar().contains(number));
      assertTrue(words.description().ar().contains(number));
    }
  }
}
