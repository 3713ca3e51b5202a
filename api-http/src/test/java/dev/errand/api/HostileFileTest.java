package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are broken, or are meant to break something: nothing of them is imported. */
class HostileFileTest {

  private static final int MIB = 1024 * 1024;
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    assertEquals(0, api.total());
    api.close();
  }

  private static Call.Reply sent(String type, byte[] file, String... headers) {
    var call = api.post("/imports/tasks").body(type, Buffer.buffer(file));
    for (var header : headers) {
      var parts = header.split(": ", 2);
      call.header(parts[0], parts[1]);
    }
    return call.send();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Refused, at this place, for what the message says. */
  private static void refused(Call.Reply reply, String place, String said) {
    reply.expect(422);
    assertEquals("unreadable_file", reply.json().getString("code"));
    assertEquals("body." + place, String.join(" ", reply.places()));
    assertTrue(reply.messages().contains(said), reply::messages);
  }

  private static void csv(String file, String place, String said) {
    refused(sent("text/csv", bytes("title\ngood\n" + file)), place, said);
  }

  private static byte[] packed(byte[] content, int times) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < times; i++) {
        packed.write(content);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void wrong_encodings_are_named_by_line_and_column() {
    var latin = "title\ngood\nabc grün\n".getBytes(StandardCharsets.ISO_8859_1);
    refused(sent("text/csv", latin), "3.7", "save the file as UTF-8");
    refused(
        sent("text/csv", "\ufefftitle\na\n".getBytes(StandardCharsets.UTF_16LE)), "1.1", "UTF-16");
    refused(
        sent("text/csv", "\ufefftitle\na\n".getBytes(StandardCharsets.UTF_16BE)), "1.1", "UTF-16");
    csv("a\u0000b\n", "3.2", "U+0000");
    refused(
        sent("application/x-ndjson", bytes("{\"title\":\"a\"}\n{\"title\":\"\u0000\"}")),
        "2.11",
        "U+0000");
  }

  @Test
  void broken_tables_are_named_by_line_and_column() {
    csv("\"never\nclosed\n", "3.1", "CSV");
    csv("\"quoted\" and more\n", "3.1", "CSV");
    refused(sent("text/csv", bytes("")), "1.1", "empty");
    refused(sent("text/csv", bytes("name,colour\na,b\n")), "1.1", "title");
    refused(sent("text/csv", bytes("title,colour\na,b\n")), "1.2.colour", "is no column");
    refused(sent("text/csv", bytes("title,id,title\na,,b\n")), "1.3.title", "twice");
    refused(sent("text/csv", bytes("task,asignee\na,b\n")), "1.2.asignee", "is no column");
  }

  @Test
  void too_many_columns_are_refused() {
    var header = IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    refused(sent("text/csv", bytes(header + "\n")), "1.1", "");
    refused(sent("text/csv", bytes("title\n" + ",".repeat(9_999) + "\n")), "2.1", "");
  }

  @Test
  void cells_that_do_not_match_the_header_are_left_out() {
    var dry =
        api.post("/imports/tasks?dry_run=true")
            .body("text/csv", "title,tags\r\"it said \"\"no\"\"\",a\nb\r\nc,\"d,e\",f\n=g,h\n")
            .send()
            .expect(200)
            .json();
    assertEquals(2, dry.getInteger("valid"), dry::encodePrettily);
    assertEquals("[3, 4]", lines(dry));
  }

  private static String lines(JsonObject report) {
    return report.getJsonArray("findings").stream()
        .map(finding -> ((JsonObject) finding).getInteger("line"))
        .toList()
        .toString();
  }

  @Test
  void a_line_of_a_gibibyte_is_not_kept() throws IOException {
    var piece = new byte[MIB];
    Arrays.fill(piece, (byte) 'x');
    var bomb = packed(piece, 1024);
    refused(sent("text/csv", bomb, "Content-Encoding: gzip"), "1.1", "");
    refused(
        sent("application/x-ndjson", bomb, "Content-Encoding: gzip"), "1." + 4 * MIB, "characters");
  }

  @Test
  void what_unpacks_to_too_much_is_refused() throws IOException {
    var lines = bytes("title\n" + "\n".repeat(MIB));
    refused(
        sent("text/csv", packed(lines, 100), "Content-Encoding: gzip"), "1.1", "send it unpacked");
    refused(sent("text/csv", bytes("title\na\n"), "Content-Encoding: gzip"), "1.1", "gzip");
    var half = packed(bytes("title\n" + "abc\n".repeat(1000)), 1);
    refused(
        sent("text/csv", Arrays.copyOf(half, half.length / 2), "Content-Encoding: gzip"),
        "1.1",
        "gzip");
    sent("text/csv", bytes("title\n"), "Content-Encoding: br").expect(415);
  }

  @Test
  void lines_that_are_no_json_are_left_out() {
    var file =
        "{\"title\":\"a\"}\r\n\n[1]\n{\"title\":\n{\"title\":\"b\",\"colour\":1}\n{\"title\":\"\\u0000\"}";
    var dry =
        api.post("/imports/tasks?dry_run=true")
            .body("application/x-ndjson", file)
            .send()
            .expect(200)
            .json();
    assertEquals(1, dry.getInteger("valid"), dry::encodePrettily);
    assertEquals("[3, 4, 5, 6]", lines(dry));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':'\\u0000'}",
        "{'\\u0000':1}",
        "{'a':'\\ud800'}",
        "{'a':1e400}",
        "{'a':12345678901234567890}",
        "{'a':1,'a':2}"
      })
  void json_in_a_cell_is_looked_at_as_closely_as_that_in_a_line(String json) {
    var line = "{'title':'t','type':'todo','metadata':%s}\n".formatted(json).replace('\'', '"');
    var table = "title,type,metadata\nt,todo,\"%s\"\n".formatted(json).replace("'", "\"\"");
    var ofLine = sent("application/x-ndjson", bytes(line)).expect(200).json();
    var ofTable = sent("text/csv", bytes(table)).expect(200).json();
    assertEquals(0, ofTable.getInteger("created"));
    assertEquals(finding(ofLine), finding(ofTable));
  }

  private static List<String> finding(JsonObject report) {
    assertEquals(1, report.getJsonArray("findings").size(), report::encode);
    var finding = report.getJsonArray("findings").getJsonObject(0);
    return List.of(finding.getString("field"), finding.getString("code"), finding.getString("msg"));
  }

  @Test
  void an_upload_that_stops_imports_nothing() {
    var client = api.core.vertx.createHttpClient();
    var request =
        CoreFixture.await(
            client.request(
                HttpMethod.POST, api.server.port(), "127.0.0.1", "/api/v1/imports/tasks"));
    request.putHeader("Content-Type", "text/csv").putHeader("Content-Length", "1000000");
    CoreFixture.await(begun(request));
    CoreFixture.await(request.connection().close());
    assertEquals(0, api.total());
  }

  private static Future<Void> begun(HttpClientRequest request) {
    return request.write(Buffer.buffer("title\n" + "a\n".repeat(10_000)));
  }
}
