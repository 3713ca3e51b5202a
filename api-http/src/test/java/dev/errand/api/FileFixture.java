package dev.errand.api;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.postgres.Pg;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/** Files sent to the API and fetched from it, over connections of their own. */
final class FileFixture implements AutoCloseable {

  static final int LARGEST = 25 * 1024 * 1024;
  static final String BOUNDARY = "----cut-here";
  static final String FORM = "multipart/form-data; boundary=" + BOUNDARY;

  final ApiFixture api;
  private final HttpClient client;

  FileFixture(Function<Pg, FileStores> stores, Consumer<Router> mounts) {
    api = new ApiFixture(new CoreFixture(stores), AccessSettings.LOCAL, mounts);
    client =
        api.core.vertx.createHttpClient(
            new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(api.server.port()));
  }

  String task() {
    return "/tasks/" + api.created(ApiFixture.todo("Valve")).getString("id");
  }

  static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static String sha256(Buffer bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** A form with a file, and fields behind it. */
  static Buffer form(String fileName, String type, byte[] bytes, JsonObject fields) {
    var body =
        Buffer.buffer("--" + BOUNDARY)
            .appendString(
                "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
                    .formatted(fileName, type))
            .appendBytes(bytes);
    fields.forEach(
        field ->
            body.appendString(
                "\r\n--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s"
                    .formatted(BOUNDARY, field.getKey(), field.getValue())));
    return body.appendString("\r\n--" + BOUNDARY + "--\r\n");
  }

  Call.Reply sendForm(String task, Buffer form) {
    return send(task + "/evidence", FORM, form);
  }

  Call.Reply send(String path, String type, Buffer body) {
    return CoreFixture.await(start(path, Map.of("Content-Type", type), body));
  }

  Future<Call.Reply> start(String path, Map<String, String> headers, Buffer body) {
    return request(HttpMethod.POST, path)
        .compose(
            request -> {
              headers.forEach(request::putHeader);
              return request.send(body);
            })
        .compose(FileFixture::reply);
  }

  /** An answer with its body; asked on the connection's own thread, before anything is lost. */
  static Future<Call.Reply> reply(HttpClientResponse response) {
    return response
        .body()
        .map(bytes -> new Call.Reply(response.statusCode(), response.headers(), bytes));
  }

  Future<HttpClientRequest> request(HttpMethod method, String path) {
    var uri = path.startsWith("/api/") ? path : "/api/v1" + path;
    return client.request(new RequestOptions().setMethod(method).setURI(uri));
  }

  /** A file as it is downloaded; the header is {@code name: value}, or empty. */
  Call.Reply fetch(JsonObject evidence, String... headers) {
    var href = evidence.getJsonObject("file").getString("href");
    var call = api.get("/" + href);
    for (var header : headers) {
      var parts = header.split(": ", 2);
      call.header(parts[0], parts[1]);
    }
    return call.send();
  }

  /** Nothing is left of any upload that was not kept. */
  void awaitNothingLoose(int evidence) throws InterruptedException {
    eventually("no loose file", () -> count("loose_file") == 0);
    assertEquals(evidence, count("evidence"));
    assertEquals(
        0,
        count(
            "evidence_piece p where not exists (select from evidence e where e.file_id = p.file_id)"));
  }

  /** An upload with this key has its turn. */
  void awaitClaimed(String key) {
    eventually(
        "somebody claims it", () -> count("request_key where key = '%s'".formatted(key)) > 0);
  }

  void execute(String sql) {
    try (var connection = api.core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  int count(String from) {
    try (var connection = api.core.database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*)::integer from " + from)) {
      assertTrue(rows.next());
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
