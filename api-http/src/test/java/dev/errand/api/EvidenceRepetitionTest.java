package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files of evidence that are sent again with the same key. */
class EvidenceRepetitionTest {

  private static FileFixture files;

  @BeforeAll
  static void start() {
    files = new FileFixture(pg -> new FileStores(List.of(new DatabaseFiles(pg))), root -> {});
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  private static void delete(JsonObject evidence) {
    var path = evidence.getJsonObject("file").getString("href").replaceAll("/file$", "");
    files.api.call(HttpMethod.DELETE, "/" + path).send().expect(204);
  }

  private static Future<Call.Reply> start(String path, String type, Buffer body, String key) {
    return files.start(path, Map.of("Content-Type", type, "Idempotency-Key", key), body);
  }

  private static Call.Reply send(String path, String type, Buffer body, String key) {
    return CoreFixture.await(start(path, type, body, key));
  }

  @Test
  void a_file_is_kept_once() throws InterruptedException {
    var path = files.task() + "/evidence";
    var bytes = FileFixture.random(200_000);
    var query = path + "?captured_at=2026-05-01T08:00:00.123456789Z&lat=1&lon=2";
    var first = send(query, "image/png", Buffer.buffer(bytes), "f1").expect(201);
    var second = send(query, "image/png", Buffer.buffer(bytes), "f1").expect(201);
    assertEquals(first.json(), second.json());
    assertEquals("true", second.header("Idempotency-Replayed"));
    assertEquals(first.header("Location"), second.header("Location"));
    var other = bytes.clone();
    other[199_999]++;
    for (var refused :
        List.of(
            send(query, "image/png", Buffer.buffer(other), "f1"),
            send(query, "image/jpeg", Buffer.buffer(bytes), "f1"),
            send(path, "image/png", Buffer.buffer(bytes), "f1"))) {
      assertEquals("idempotency_key_reused", refused.expect(422).json().getString("code"));
    }
    files.awaitNothingLoose(1);
    delete(first.json());
  }

  /** Who sends a form again draws another boundary between its parts. */
  @Test
  void forms_are_compared_by_what_is_in_them() throws InterruptedException {
    var path = files.task() + "/evidence";
    var fields = new JsonObject().put("text", "Valve").put("lat", "1").put("lon", 2);
    var form = FileFixture.form("a.png", "image/png", FileFixture.random(90_000), fields);
    var first = send(path, FileFixture.FORM, form, "f2").expect(201).json();
    var rebound = Buffer.buffer();
    var bytes = form.toString(StandardCharsets.ISO_8859_1).replace("cut-here", "cut-there");
    rebound.appendBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
    var type = "multipart/form-data; boundary=----cut-there";
    assertEquals(first, send(path, type, rebound, "f2").expect(201).json());
    var moved =
        FileFixture.form(
            "a.png", "image/png", FileFixture.random(90_000), fields.copy().put("lon", 3));
    send(path, FileFixture.FORM, moved, "f2").expect(422);
    files.awaitNothingLoose(1);
    delete(first);
  }

  @Test
  void a_file_that_is_sent_several_times_at_once_is_kept_once() throws InterruptedException {
    var path = files.task() + "/evidence";
    var body = Buffer.buffer(FileFixture.random(3_000_000));
    var codes =
        IntStream.range(0, 4).mapToObj(i -> start(path, "image/png", body, "f3")).toList().stream()
            .map(CoreFixture::await)
            .map(Call.Reply::status)
            .toList();
    assertTrue(codes.contains(201), codes::toString);
    assertTrue(codes.stream().allMatch(code -> code == 201 || code == 409), codes::toString);
    var kept = send(path, "image/png", body, "f3").expect(201);
    assertEquals("true", kept.header("Idempotency-Replayed"));
    files.awaitNothingLoose(1);
    delete(kept.json());
  }

  /** The service dies after the file was kept, and before that was noted. */
  @Test
  void a_file_that_was_kept_is_found_by_the_next_attempt()
      throws InterruptedException, SQLException {
    var path = files.task() + "/evidence";
    var body = Buffer.buffer(FileFixture.random(70_000));
    var first = send(path, "image/png", body, "f4").expect(201).json();
    try (var connection = files.api.core.database.connect()) {
      connection.createStatement().execute("update request_key set status = null where key = 'f4'");
    }
    files.api.core.clock.advance(Duration.ofSeconds(61));
    var other = Buffer.buffer(FileFixture.random(70_001));
    send(path, "image/png", other, "f4").expect(422);
    assertEquals(first, send(path, "image/png", body, "f4").expect(201).json());
    files.awaitNothingLoose(1);
    delete(first);
  }

  @Test
  void a_file_that_takes_too_long_gives_way_to_the_next_attempt() throws InterruptedException {
    var path = files.task() + "/evidence";
    var body = Buffer.buffer(FileFixture.random(70_000));
    var slow = CoreFixture.await(files.request(HttpMethod.POST, path));
    slow.putHeader("Content-Type", "image/png").putHeader("Idempotency-Key", "f5");
    slow.putHeader("Content-Length", String.valueOf(body.length()));
    CoreFixture.await(slow.write(body.getBuffer(0, 40_000)));
    files.awaitClaimed("f5");
    files.api.core.clock.advance(Duration.ofSeconds(61));
    var kept = send(path, "image/png", body, "f5").expect(201).json();
    var answer = slow.response().compose(FileFixture::reply);
    CoreFixture.await(slow.end(body.getBuffer(40_000, body.length())));
    var late = CoreFixture.await(answer).expect(409).json();
    assertEquals("already_created", late.getString("code"));
    assertEquals(kept, send(path, "image/png", body, "f5").expect(201).json());
    files.awaitNothingLoose(1);
    delete(kept);
  }
}
