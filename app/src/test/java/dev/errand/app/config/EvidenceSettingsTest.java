package dev.errand.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceSettingsTest {

  private static EvidencePlace place(String text) {
    return EvidencePlace.KIND.parse().apply(text);
  }

  private static Map<String, List<String>> kinds(String text) {
    return EvidenceKinds.KIND.parse().apply(text);
  }

  @Test
  void the_store_is_the_database_or_a_folder() {
    assertNull(place("Database").folder());
    assertEquals(Path.of("/srv/files"), place("/srv/files/").folder());
    assertThrows(IllegalArgumentException.class, () -> place("databse"));
  }

  @Test
  void types_require_kinds_of_evidence() {
    assertEquals(
        Map.of("spraying", List.of("photo", "note"), "harvest", List.of("photo")),
        kinds("spraying=photo, note; harvest=Photo"));
    for (var wrong : List.of("spraying", "spraying=video", "a=photo;a=note", "spraying=")) {
      assertThrows(IllegalArgumentException.class, () -> kinds(wrong));
    }
  }
}
