package dev.errand.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests as editors write them (name, variables of earlier answers), each with the answer that it
 * is shown with: its status, and the headers and members that it names. {@code …} stands for any.
 */
final class HttpExamples {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```http\\n(.*?)^```$");
  private static final Pattern NAME = Pattern.compile("(?m)^# @name (\\w+)$");
  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\{(\\w+)(?:\\.response\\.(body|headers)\\.([\\w.\\[\\]-]+))?}}");
  private static final Pattern STEP = Pattern.compile("(\\w+)(?:\\[(\\d+)])?");
  private static final String ANY = "…";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, HttpResponse<String>> answers = new HashMap<>();
  private final String base;

  /** Against the service at the given base address. */
  HttpExamples(String base) {
    this.base = base;
  }

  /** The blocks of a document that are requests, answers or settings, in order. */
  static List<String> blocks(String document) {
    return BLOCK.matcher(document).results().map(found -> found.group(1)).toList();
  }

  /** True if the block shows an answer. */
  static boolean isAnswer(String block) {
    return block.startsWith("HTTP/");
  }

  /** True if the block sets a variable for editors. */
  static boolean isSetting(String block) {
    return block.startsWith("@");
  }

  /** Sends a request and compares what comes back with what is shown. */
  void run(String request, String shown) throws IOException, InterruptedException {
    var answer = send(filled(request));
    var name = NAME.matcher(request);
    if (name.find()) {
      answers.put(name.group(1), answer);
    }
    compare(request, Message.of(filled(shown)), answer);
  }

  private HttpResponse<String> send(String request) throws IOException, InterruptedException {
    var message = Message.of(request);
    var line = message.first().split(" ", 2);
    var builder =
        HttpRequest.newBuilder(URI.create(line[1]))
            .timeout(Duration.ofSeconds(40))
            .method(
                line[0],
                message.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(message.body()));
    message.headers().forEach(builder::header);
    return client.send(builder.build(), BodyHandlers.ofString());
  }

  private static void compare(String request, Message shown, HttpResponse<String> answer) {
    var got = "\n" + request + "\nwas answered with " + answer.statusCode() + "\n" + answer.body();
    assertEquals(shown.first().split(" ", -1)[1], String.valueOf(answer.statusCode()), got);
    shown
        .headers()
        .forEach(
            (header, value) -> {
              var there = answer.headers().firstValue(header);
              assertTrue(there.isPresent(), header + " is missing" + got);
              match(value, there.orElseThrow(), header + got);
            });
    if (!shown.body().isEmpty()) {
      match(Json.decodeValue(shown.body()), Json.decodeValue(answer.body()), "body" + got);
    }
  }

  private static void match(@Nullable Object shown, @Nullable Object there, String where) {
    if (shown instanceof JsonObject object) {
      assertTrue(there instanceof JsonObject, where);
      for (var member : object.fieldNames()) {
        assertTrue(((JsonObject) there).containsKey(member), member + " is missing in " + where);
        match(
            object.getValue(member),
            ((JsonObject) there).getValue(member),
            member + " in " + where);
      }
    } else if (shown instanceof JsonArray array) {
      assertTrue(there instanceof JsonArray, where);
      assertEquals(array.size(), ((JsonArray) there).size(), where);
      for (int i = 0; i < array.size(); i++) {
        match(array.getValue(i), ((JsonArray) there).getValue(i), "[" + i + "] in " + where);
      }
    } else if (ANY.equals(shown)) {
      assertTrue(there != null, where);
    } else {
      assertEquals(shown, there, where);
    }
  }

  private String filled(String text) {
    return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found)));
  }

  private String value(java.util.regex.MatchResult variable) {
    if (variable.group(2) == null) {
      return base;
    }
    var answer = answers.get(variable.group(1));
    if (answer == null) {
      return fail("No request before is called " + variable.group(1));
    }
    if (variable.group(2).equals("headers")) {
      return answer.headers().firstValue(variable.group(3)).orElseThrow();
    }
    Object value = new JsonObject(answer.body());
    var steps = STEP.matcher(variable.group(3));
    while (steps.find()) {
      value = ((JsonObject) value).getValue(steps.group(1));
      if (steps.group(2) != null) {
        value = ((JsonArray) value).getValue(Integer.parseInt(steps.group(2)));
      }
    }
    return String.valueOf(value);
  }

  /** A request or an answer, taken apart; comments are left out. */
  private record Message(String first, Map<String, String> headers, String body) {

    static Message of(String text) {
      var lines = new ArrayList<>(text.lines().filter(line -> !line.startsWith("# ")).toList());
      var first = lines.removeFirst();
      var headers = new HashMap<String, String>();
      while (!lines.isEmpty() && !lines.getFirst().isBlank()) {
        var header = lines.removeFirst().split(": ", 2);
        headers.put(header[0], header[1]);
      }
      return new Message(first, headers, String.join("\n", lines).strip());
    }
  }
}
