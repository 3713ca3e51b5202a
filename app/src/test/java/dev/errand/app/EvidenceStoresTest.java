package dev.errand.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.config.EvidencePlace;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgSettings;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceStoresTest {

  private final Vertx vertx = Vertx.vertx();
  private final Pg pg =
      Pg.open(vertx, new PgSettings(new PgConnectOptions(), 1, 1, PgSettings.Timing.USUAL));

  @AfterEach
  void close() throws TimeoutException {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  void a_folder_is_made_and_left_empty(@TempDir Path parent) throws IOException {
    var folder = parent.resolve("new/evidence");
    EvidenceStores.of(new EvidencePlace(folder), pg, vertx);
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void a_folder_that_cannot_be_written_to_is_told_at_the_start(@TempDir Path parent)
      throws IOException {
    var place = new EvidencePlace(Files.createFile(parent.resolve("file")).resolve("evidence"));
    var refused =
        assertThrows(IllegalStateException.class, () -> EvidenceStores.of(place, pg, vertx));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("EVIDENCE_STORE: the folder /"));
  }
}
