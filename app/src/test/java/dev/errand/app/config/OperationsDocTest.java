package dev.errand.app.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OperationsDocTest {

  @Test
  void documents_every_setting_as_it_is() throws IOException {
    Path doc = Path.of("../docs/operations.md");
    assertTrue(
        Files.readString(doc).contains(SettingsHelp.markdown()),
        () -> doc + " must contain this text:\n" + SettingsHelp.markdown());
  }
}
