package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.contract.Contract;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The codes that the sources answer with are those of the contract, and of the documentation. */
class ErrorCodeTest {

  private static final Path DOC = Path.of("..", "docs", "errors.md");

  /** Where an answer gets its code: by its status, or by a class that stands for one. */
  private static final Pattern MADE =
      Pattern.compile(
          "(?:new (?:Problem\\.)?(?<kind>Conflict|Invalid|Gone)|(?<bad>badRequest)"
              + "|(?:new HttpProblem|new Refusal|\\bof)\\((?=\\s*\\d{3},))"
              + "\\(?\\s*(?:(?<status>\\d{3}),\\s*)?\"(?<code>[a-z_]+)\"");

  /** What has a code, but not as a literal where it can be found. */
  private static final Pattern HIDDEN =
      Pattern.compile(
          "new (?:Problem\\.)?Conflict\\(\\s*[^\"\\s]|new HttpProblem\\(\\s*\\d{3},\\s*[^\"\\s]"
              + "|new HttpProblem\\(\\s*[^\\d\\s]|badRequest\\(\\s*[^\"\\s]");

  private static Vertx vertx;
  private static Contract contract;

  @BeforeAll
  static void load() {
    vertx = Vertx.vertx();
    contract = CoreFixture.await(Contract.load(vertx));
  }

  @AfterAll
  static void close() {
    CoreFixture.await(vertx.close());
  }

  private static List<Path> sources() throws IOException {
    var found = new ArrayList<Path>();
    for (var module : List.of("core", "api-http", "app")) {
      try (var files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
      }
    }
    return found;
  }

  @Test
  void lists_every_code_of_the_sources_with_its_status_and_no_other() throws IOException {
    var made = new TreeMap<String, Set<Integer>>();
    // The usual code of wrong values, which nobody needs to name.
    made.put("invalid", new TreeSet<>(Set.of(422)));
    for (var file : sources()) {
      var matcher = MADE.matcher(Files.readString(file));
      while (matcher.find()) {
        made.computeIfAbsent(matcher.group("code"), code -> new TreeSet<>())
            .add(status(matcher.group("kind"), matcher.group("bad"), matcher.group("status")));
      }
    }
    // What the HTTP library refuses, for whatever reason.
    made.put("refused", Set.of(403));
    assertEquals(
        lines(made),
        lines(ErrorCode.statuses(contract.json())),
        "the schema ErrorCode in openapi.yaml must list what the sources answer with");
  }

  private static int status(String kind, String bad, String status) {
    if (status != null) {
      return Integer.parseInt(status);
    }
    return bad != null
        ? 400
        : switch (kind) {
          case "Conflict" -> 409;
          case "Gone" -> 410;
          default -> 422;
        };
  }

  private static String lines(Map<String, Set<Integer>> codes) {
    return codes.entrySet().stream().map(String::valueOf).collect(Collectors.joining("\n"));
  }

  @Test
  void every_code_is_a_literal_where_it_is_made() throws IOException {
    var hidden = new ArrayList<String>();
    for (var file : sources()) {
      var matcher = HIDDEN.matcher(Files.readString(file));
      while (matcher.find()) {
        hidden.add(file.getFileName() + ": " + matcher.group());
      }
    }
    // The declarations and the one that the others go through.
    hidden.removeIf(line -> line.startsWith("HttpProblem.java"));
    assertEquals(List.of(), hidden, "the test above could not find these codes");
  }

  @Test
  void refuses_an_answer_with_a_code_or_a_status_that_is_not_listed() {
    var check = new AnswerCheck(contract);
    check.check("get", "/api/v1/tasks/x", answer(404, "not_found"));
    for (var wrong : List.of(answer(404, "no_such_task"), answer(409, "not_found"))) {
      var refused =
          assertThrows(AssertionError.class, () -> check.check("get", "/api/v1/tasks/x", wrong));
      assertTrue(String.valueOf(refused.getMessage()).contains("ErrorCode"));
    }
  }

  private static Call.Reply answer(int status, String code) {
    var headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("X-Request-ID", "r").add("Content-Type", "application/json");
    var body =
        new JsonObject()
            .put("detail", "Task not found")
            .put("code", code)
            .put("status", status)
            .put("request_id", "r");
    return new Call.Reply(status, headers, body.toBuffer());
  }

  /** With {@code -Ddocs.write} the table is written anew instead. */
  @Test
  void documents_every_code() throws IOException {
    var table = new StringBuilder("| code | status | what it means | what would be right |\n");
    table.append("|---|---|---|---|\n");
    ErrorCode.listed(contract.json()).forEach(code -> table.append(code.row()));
    var text = Files.readString(DOC);
    var before = text.substring(0, text.indexOf("| code |"));
    var after = text.substring(text.lastIndexOf(" |\n") + 3);
    if (System.getProperty("docs.write") != null) {
      Files.writeString(DOC, before + table + after);
    }
    assertEquals(
        before + table + after,
        Files.readString(DOC),
        "write it anew: ./verify -Dtest=ErrorCodeTest -Dtest.args=-Ddocs.write");
  }
}
