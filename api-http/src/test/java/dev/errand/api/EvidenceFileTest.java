package dev.errand.api;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files of evidence in the database: sent, refused, broken off, fetched. */
class EvidenceFileTest {

  private static FileFixture files;

  @BeforeAll
  static void start() {
    files =
        new FileFixture(
            pg -> new FileStores(List.of(new DatabaseFiles(pg))),
            root -> root.route().handler(EvidenceFileTest::hesitate));
  }

  /** As whoever has to ask elsewhere who is calling, and lets go of the body afterwards. */
  private static void hesitate(RoutingContext context) {
    var request = context.request().pause();
    context
        .vertx()
        .runOnContext(
            later -> {
              context.next();
              request.resume();
            });
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  @Test
  void of_25_mib_come_back_as_they_were_sent() throws InterruptedException {
    var bytes = FileFixture.random(FileFixture.LARGEST);
    var task = files.task();
    var fields =
        new JsonObject()
            .put("kind", "photo")
            .put("lat", 0)
            .put("lon", "0")
            .put("text", "Überblick");
    var evidence =
        files
            .sendForm(task, FileFixture.form("valve.jpg", "image/jpeg", bytes, fields))
            .expect(201)
            .json();
    var file = evidence.getJsonObject("file");
    assertEquals(bytes.length, file.getInteger("size"));
    assertEquals(FileFixture.sha256(Buffer.buffer(bytes)), file.getString("sha256"));
    assertEquals("image/jpeg", file.getString("media_type"));
    assertEquals("valve.jpg", file.getString("name"));
    assertEquals("Überblick", evidence.getString("text"));
    assertEquals(0.0, evidence.getDouble("lat"));
    var fetched = files.fetch(evidence).expect(200);
    assertEquals(file.getString("sha256"), FileFixture.sha256(Buffer.buffer(bytes(fetched))));
    assertEquals('"' + file.getString("sha256") + '"', fetched.header("ETag"));
    assertEquals("nosniff", fetched.header("X-Content-Type-Options"));
    assertEquals(String.valueOf(bytes.length), fetched.header("Content-Length"));
    var head =
        files
            .api
            .call(HttpMethod.HEAD, "/" + file.getString("href"))
            .header("Range", "bytes=0-1")
            .send()
            .expect(200);
    assertEquals(fetched.header("Content-Length"), head.header("Content-Length"));
    files.api.call(HttpMethod.DELETE, "/" + path(evidence)).send().expect(204);
    assertEquals(0, files.count("evidence_piece"));
    files.awaitNothingLoose(0);
  }

  private static byte[] bytes(Call.Reply reply) {
    return reply.body() == null ? new byte[0] : reply.body().getBytes();
  }

  private static String path(JsonObject evidence) {
    return evidence.getJsonObject("file").getString("href").replaceAll("/file$", "");
  }

  private JsonObject sent(byte[] bytes, String query) {
    var body = Buffer.buffer(bytes);
    return files.send(files.task() + "/evidence" + query, "image/png", body).expect(201).json();
  }

  private void delete(JsonObject evidence) {
    files.api.call(HttpMethod.DELETE, "/" + path(evidence)).send().expect(204);
  }

  @Test
  void are_the_body_itself_if_the_query_describes_them() {
    var bytes = FileFixture.random(70_000);
    var evidence =
        sent(
            bytes, "?captured_at=2026-05-01T08:00:00Z&lat=-15.5&lon=44&file_name=..%2F%22a%22.png");
    assertEquals("photo", evidence.getString("kind"));
    assertEquals("2026-05-01T08:00:00Z", evidence.getString("captured_at"));
    assertEquals(-15.5, evidence.getDouble("lat"));
    assertEquals("a.png", evidence.getJsonObject("file").getString("name"));
    assertArrayEquals(bytes, bytes(files.fetch(evidence).expect(200)));
    delete(evidence);
  }

  @Test
  void are_read_in_parts() {
    var bytes = FileFixture.random(50_000);
    var evidence = sent(bytes, "");
    var all = Buffer.buffer(bytes);
    var tag = '"' + evidence.getJsonObject("file").getString("sha256") + '"';
    new Part(evidence, all, 0, 0).comes("bytes=0-0");
    new Part(evidence, all, 16_000, 33_000).comes("bytes=16000-33000");
    new Part(evidence, all, 49_990, 49_999).comes("bytes=49990-");
    new Part(evidence, all, 49_990, 49_999).comes("bytes=49990-99999999");
    new Part(evidence, all, 49_995, 49_999).comes("bytes=-5");
    new Part(evidence, all, 1, 2).comes("bytes=1-2", "If-Range: " + tag);
    for (var whole : List.of("bytes=0-1,5-6", "bytes=2-1", "lines=0-1", "bytes=-", "bytes=x")) {
      assertEquals(50_000, bytes(files.fetch(evidence, "Range: " + whole).expect(200)).length);
    }
    assertEquals(
        50_000,
        bytes(files.fetch(evidence, "Range: bytes=0-1", "If-Range: \"x\"").expect(200)).length);
    var beyond = files.fetch(evidence, "Range: bytes=50000-").expect(416);
    assertEquals("bytes */50000", beyond.header("Content-Range"));
    assertEquals("range_not_satisfiable", beyond.json().getString("code"));
    files.fetch(evidence, "Range: bytes=-0").expect(416);
    assertEquals(0, bytes(files.fetch(evidence, "If-None-Match: " + tag).expect(304)).length);
    delete(evidence);
  }

  /** What was sent, and which part of it should come. */
  private record Part(JsonObject evidence, Buffer bytes, int first, int last) {

    void comes(String... headers) {
      var asked = headers.clone();
      asked[0] = "Range: " + asked[0];
      var reply = files.fetch(evidence, asked).expect(206);
      assertEquals(bytes.getBuffer(first, last + 1), reply.body());
      assertEquals("bytes %d-%d/50000".formatted(first, last), reply.header("Content-Range"));
      assertEquals("bytes", reply.header("Accept-Ranges"));
    }
  }

  @Test
  void that_are_gone_are_answered_by_an_error_of_its_own_length() {
    var evidence = sent(FileFixture.random(100_000), "");
    files.execute("delete from evidence_piece");
    var gone = files.fetch(evidence).expect(404);
    assertEquals("not_found", gone.json().getString("code"));
    assertEquals("null", gone.header("ETag"));
    assertEquals("null", gone.header("Content-Disposition"));
    assertEquals(String.valueOf(bytes(gone).length), gone.header("Content-Length"));
    delete(evidence);
  }

  @Test
  void keep_their_names_where_that_does_no_harm() {
    var task = files.task();
    var form =
        FileFixture.form(
            "C:\\\\fake\\\\صورة \u202Egnp.jpg", "image/jpeg", new byte[] {1}, new JsonObject());
    var evidence = files.sendForm(task, form).expect(201).json();
    assertEquals("صورة gnp.jpg", evidence.getJsonObject("file").getString("name"));
    assertEquals(
        "attachment; filename=\"____ gnp.jpg\"; filename*=UTF-8''%D8%B5%D9%88%D8%B1%D8%A9%20gnp.jpg",
        files.fetch(evidence).expect(200).header("Content-Disposition"));
    delete(evidence);
  }

  @Test
  void are_refused_when_they_are_too_large_and_leave_nothing() throws InterruptedException {
    var task = files.task();
    var tooMuch = Buffer.buffer(new byte[FileFixture.LARGEST + 1]);
    var refused = files.send(task + "/evidence", "image/png", tooMuch).expect(413).json();
    assertEquals("body_too_large", refused.getString("code"));
    assertEquals(FileFixture.LARGEST, refused.getInteger("limit"));
    var unannounced =
        CoreFixture.await(
            files
                .request(HttpMethod.POST, task + "/evidence")
                .compose(
                    request -> {
                      request.putHeader("Content-Type", "image/png").setChunked(true);
                      request.write(tooMuch);
                      return request.end().compose(sent -> request.response());
                    }));
    assertEquals(413, unannounced.statusCode());
    files.awaitNothingLoose(0);
  }

  @Test
  void leave_nothing_when_their_sender_stops() throws InterruptedException {
    var task = files.task();
    var request = CoreFixture.await(files.request(HttpMethod.POST, task + "/evidence"));
    request.exceptionHandler(broken -> {}).response().onFailure(broken -> {});
    request.putHeader("Content-Type", "image/png").putHeader("Content-Length", "5000000");
    CoreFixture.await(request.write(Buffer.buffer(FileFixture.random(1_000_000))));
    eventually("pieces arrive", () -> files.count("evidence_piece") >= 5);
    CoreFixture.await(request.connection().close());
    files.awaitNothingLoose(0);
    assertEquals(1, files.api.get(task + "/history").send().json().getJsonArray("items").size());
  }

  /** As Java's own client sends its first request, unless it is told otherwise. */
  @Test
  void come_whole_with_the_request_that_makes_http_2_of_a_connection()
      throws IOException, InterruptedException {
    var bytes = FileFixture.random(FileFixture.LARGEST);
    var sent =
        HttpRequest.newBuilder(files.api.uri(files.task() + "/evidence"))
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofByteArray(bytes))
            .build();
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      var answer = client.send(sent, BodyHandlers.ofString());
      assertEquals(java.net.http.HttpClient.Version.HTTP_2, answer.version());
      assertEquals(201, answer.statusCode(), answer::body);
      var evidence = new JsonObject(answer.body());
      assertEquals(
          FileFixture.sha256(Buffer.buffer(bytes)),
          evidence.getJsonObject("file").getString("sha256"));
      var more = HttpRequest.newBuilder(files.api.uri(path(evidence))).DELETE().build();
      var deleted = client.send(more, BodyHandlers.ofString());
      assertEquals(204, deleted.statusCode(), deleted::body);
    }
  }

  @Test
  void in_wrong_forms_are_refused_and_leave_nothing() throws InterruptedException {
    var task = files.task();
    var png = new byte[] {1, 2, 3};
    var one = FileFixture.form("a.png", "image/png", png, new JsonObject());
    var fields = new JsonObject().put("kind", "voice").put("lat", "north").put("colour", "red");
    var wrong =
        files.sendForm(task, FileFixture.form("a.png", "image/png", png, fields)).expect(422);
    assertEquals(
        List.of("body.colour", "body.kind", "body.lat", "body.lon"),
        wrong.places().stream().sorted().toList());
    var begin = one.getBuffer(0, one.length() - FileFixture.BOUNDARY.length() - 8);
    var two = begin.copy().appendString("\r\n").appendBuffer(one);
    assertTrue(files.sendForm(task, two).expect(422).messages().contains("one file"));
    assertEquals(
        "malformed_multipart", files.sendForm(task, begin).expect(400).json().getString("code"));
    assertEquals(
        List.of("body.file"),
        files
            .sendForm(task, FileFixture.form("a", "image/png", new byte[0], new JsonObject()))
            .expect(422)
            .places());
    var field = Buffer.buffer(one.toString().replace("; filename=\"a.png\"", ""));
    assertEquals(List.of("body.file"), files.sendForm(task, field).expect(422).places());
    files.send(task + "/evidence", "multipart/form-data", one).expect(400);
    files.send(task + "/evidence", "application/x-www-form-urlencoded", one).expect(415);
    files.send(task + "/evidence?kind=voice", "image/png", one).expect(422);
    files
        .send("/tasks/01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20/evidence", "image/png", one)
        .expect(404);
    files.awaitNothingLoose(0);
  }

  @Test
  void of_another_tenant_are_unknown() {
    var evidence = sent(new byte[] {1, 2, 3}, "");
    var href = "/" + evidence.getJsonObject("file").getString("href");
    files.api.get(href).as("other", "eve").send().expect(404);
    files.api.get(href).as("local", "eve").send().expect(200);
    delete(evidence);
    files.api.get(href).send().expect(404);
  }
}
