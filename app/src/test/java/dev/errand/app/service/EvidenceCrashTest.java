package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.app.testing.StoppablePostgres;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upload leaves behind that was cut off in the middle: nothing. */
class EvidenceCrashTest {

  private static final int SIZE = 8 * 1024 * 1024;
  private static final String LOOSE = "select count(*) from loose_file";

  /** An upload of which the first half has been sent. */
  private static Socket halfSent(ErrandProcess errand, String path) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), errand.port());
    var head =
        """
        POST %s HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        Content-Type: multipart/form-data; boundary=cut\r
        Content-Length: %d\r
        \r
        --cut\r
        Content-Disposition: form-data; name="file"; filename="a.jpg"\r
        Content-Type: image/jpeg\r
        \r
        """
            .formatted(path, errand.port(), SIZE);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(new byte[SIZE / 2]);
    socket.getOutputStream().flush();
    return socket;
  }

  private static String evidence(ErrandProcess errand) throws Exception {
    var task = errand.create(new JsonObject().put("type", "todo").put("title", "t"));
    return "/api/v1/tasks/" + task.getString("id") + "/evidence";
  }

  private static long files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void kill_in_mid_upload_leaves_nothing_in_the_folder_after_a_restart(@TempDir Path folder)
      throws Exception {
    try (var database = TestDatabase.create();
        var connection = database.connect();
        var sql = connection.createStatement()) {
      var settings = ErrandProcess.settings(database);
      settings.put("EVIDENCE_STORE", folder.toString());
      String path;
      try (var first = ErrandProcess.start(settings)) {
        path = evidence(first);
        var upload = halfSent(first, path);
        eventually("something arrives", () -> files(folder) == 1);
        first.kill();
        upload.close();
      }
      assertEquals(1, files(folder));
      // As if a quarter of an hour had passed, after which nobody brings the rest.
      assertEquals(
          1,
          sql.executeUpdate("update loose_file set touched_at = touched_at - interval '1 hour'"));
      try (var second = ErrandProcess.start(settings)) {
        eventually("the half of a file goes", () -> files(folder) == 0);
        assertEquals(0, second.get(path).getJsonArray("items").size());
      }
    }
  }

  @Test
  void an_upload_during_which_the_database_goes_away_is_refused_and_leaves_nothing(
      @TempDir Path folder) throws Exception {
    try (var postgres = new StoppablePostgres(folder);
        var errand = ErrandProcess.start(Map.of("DATABASE_URL", postgres.url()))) {
      var path = evidence(errand);
      try (var upload = halfSent(errand, path)) {
        eventually(
            "something arrives", () -> count(postgres, "select count(*) from evidence_piece") > 0);
        postgres.stop();
        var answer =
            new BufferedReader(
                new InputStreamReader(upload.getInputStream(), StandardCharsets.UTF_8));
        send(upload);
        assertEquals("HTTP/1.1 503 Service Unavailable", answer.readLine());
      }
      postgres.start();
      eventually("the service comes back", () -> errand.get("/ready").getInteger("_status") == 200);
      assertEquals(0, errand.get(path).getJsonArray("items").size());
      assertTrue(count(postgres, LOOSE) <= 1, "a piece that nobody notes");
      assertEquals(
          0,
          count(
              postgres,
              "select count(*) from evidence_piece p where not exists (select from loose_file l where l.id = p.file_id)"));
    }
  }

  /** The rest, as far as the other side still takes it. */
  private static void send(Socket upload) {
    try {
      upload.getOutputStream().write(new byte[SIZE / 4]);
    } catch (IOException answered) {
      // It does not wait for the end of what it refuses.
      assertTrue(upload.isConnected());
    }
  }

  private static int count(StoppablePostgres postgres, String query) throws Exception {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:" + postgres.url().replace("postgres@", "") + "?user=postgres");
        var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
