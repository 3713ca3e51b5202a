package dev.errand.core.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.field.NdviAlert.Deviation;
import dev.errand.core.field.NdviAlert.Kind;
import dev.errand.core.field.NdviAlert.Place;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NdviAlertTest {

  private static @Nullable BigDecimal decimal(String number) {
    return number.equals("-") ? null : new BigDecimal(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Bare, whatever else is said.
        "anomaly  | 0.18 - - | urgent scouting PT4H",
        "drop     | -1 0.1 - | urgent scouting PT4H",
        "anomaly  | 0.2 - - | medium scouting PT24H",
        // By how much it has dropped, met exactly.
        "drop     | 0.35 0.65 - | urgent irrigation PT4H",
        "drop     | 0.45 0.6 - | high irrigation PT12H",
        "drop     | 0.7 1 - | high irrigation PT12H",
        "drop     | 0.699 1 - | urgent irrigation PT4H",
        "drop     | 0.8 1 - | medium irrigation PT24H",
        "anomaly  | 0.25 0.32 1 | high scouting PT12H",
        // From 0, from less, or upwards, nothing has dropped.
        "drop     | 0.3 0 - | medium irrigation PT24H",
        "drop     | 0.3 -0.5 - | medium irrigation PT24H",
        "drop     | 0.5 0.4 - | medium irrigation PT24H",
        // By what the alert itself says.
        "critical | 0.5 - - | urgent scouting PT4H",
        "critical | 0.5 0.6 - | urgent scouting PT4H",
        "drop     | 0.29 - 25 | medium scouting PT24H",
        "drop     | 0.4 - -26 | high irrigation PT12H",
        "anomaly  | 0.4 - 3.5 | high scouting PT12H",
        "anomaly  | 0.4 - -3.1 | high scouting PT12H",
        "anomaly  | 0.4 - 3 | medium scouting PT24H",
        "anomaly  | 0.4 - 1e300 | high scouting PT12H",
      })
  void tells_how_urgent_it_is_what_is_to_be_done_and_by_when(
      String kind, String numbers, String expected) {
    var what = Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    var number = numbers.split(" ", -1);
    var by = decimal(number[2]);
    var alert =
        new NdviAlert(
            new Place("north", null),
            what,
            new BigDecimal(number[0]),
            decimal(number[1]),
            what == Kind.DROP ? new Deviation(null, by) : new Deviation(by, null));
    assertEquals(
        expected, "%s %s %s".formatted(alert.priority().label(), alert.work(), alert.within()));
  }

  @Test
  void speaks_english_and_arabic_of_where_and_what() {
    for (var kind : Kind.values()) {
      for (var zone : new String[] {"", "b"}) {
        var alert =
            new NdviAlert(
                new Place("north", zone.isEmpty() ? null : zone),
                kind,
                new BigDecimal("0.35"),
                new BigDecimal("0.65"),
                new Deviation(null, null));
        var words = new AlertWords(alert);
        assertTrue(words.title().en().contains("field north"));
        assertTrue(words.title().ar().contains("الحقل north"));
        assertEquals(!zone.isEmpty(), words.title().en().contains("zone b"));
        assertEquals(!zone.isEmpty(), words.title().ar().contains("المنطقة b"));
        for (var text : new String[] {words.description().en(), words.description().ar()}) {
          assertTrue(text.contains("0.35") && text.contains("0.65"), text);
        }
        assertEquals(
            kind == Kind.DROP, words.description().en().contains("irrigation"), kind.name());
      }
    }
  }
}
