import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A worker for Errand: the JDK (21 or later) alone, in one file. Run it with {@code java
 * Worker.java}; replace {@link #work} by what is yours to do.
 */
public final class Worker {

  static final String URL = env("ERRAND_URL", "http://127.0.0.1:8211/api/v1");
  static final String ID = env("WORKER_ID", hostname() + "-" + ProcessHandle.current().pid());
  static final String NAMESPACE = env("WORKER_NAMESPACE", "default");
  static final int MAX = Integer.parseInt(env("WORKER_MAX", "4"));
  static final int LEASE = Integer.parseInt(env("WORKER_LEASE_SECONDS", "60"));
  static final int WAIT = Integer.parseInt(env("WORKER_WAIT_SECONDS", "20"));

  static final HttpClient CLIENT = HttpClient.newHttpClient();
  static final Semaphore HANDS = new Semaphore(MAX);
  static volatile boolean draining;

  /** Does the work; an exception is a failure. Interrupted when it is not wanted any more. */
  static Map<String, Object> work(Map<String, Object> config) throws Exception {
    switch ((String) config.get("action")) {
      case "echo" -> {
        return Map.of("echo", config.get("value"));
      }
      case "sleep" -> {
        Thread.sleep((long) (1000 * ((Number) config.get("seconds")).doubleValue()));
        return Map.of("slept", config.get("seconds"));
      }
      case "fail" -> throw new IllegalStateException((String) config.get("message"));
      default -> throw new Permanent((String) config.get("message"));
    }
  }

  /** No other attempt would mend it. */
  static final class Permanent extends Exception {
    Permanent(String message) {
      super(message);
    }
  }

  public static void main(String[] arguments) throws Exception {
    var main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  draining = true;
                  main.interrupt();
                  // Each hand comes back when what it held has been told of.
                  HANDS.acquireUninterruptibly(MAX);
                  Runtime.getRuntime().halt(0);
                }));
    while (!draining) {
      try {
        HANDS.acquire();
        int free = 1 + HANDS.drainPermits();
        List<Object> items = List.of();
        try {
          items = claim(free);
        } finally {
          HANDS.release(free - items.size());
        }
        for (var item : items) {
          Thread.ofVirtual().start(() -> attend(object(item)));
        }
      } catch (InterruptedException stopping) {
        // draining tells
      }
    }
    Thread.sleep(Long.MAX_VALUE);
  }

  /** Asking is hung up on by the interruption: a service that sees it gives nothing away. */
  static List<Object> claim(int max) throws InterruptedException {
    var body =
        Map.of(
            "worker_id", ID,
            "namespaces", List.of(NAMESPACE),
            "types", List.of("conformance"),
            "max", max,
            "lease_seconds", LEASE,
            "wait_seconds", WAIT);
    var answer = send("/queue/claim", body, Duration.ofSeconds(WAIT + 30));
    if (answer.status == 200) {
      return array(answer.body.get("items"));
    }
    if (answer.status != 204) {
      if (!answer.worthRepeating()) {
        System.err.println("The service refuses: " + answer);
      }
      TimeUnit.MILLISECONDS.sleep(answer.pauseMillis);
    }
    return List.of();
  }

  /** Runs one execution, says meanwhile that it is under way, and tells how it ended. */
  static void attend(Map<String, Object> item) {
    var path = "/executions/" + object(item.get("execution")).get("id");
    var token = item.get("lease_token");
    var config = object(object(item.get("task")).get("config"));
    var outcome = new Object[] {"release", Map.of()};
    var working = Thread.ofVirtual().start(() -> run(config, outcome));
    try {
      boolean lost = false;
      while (!working.join(Duration.ofMillis(1000L * LEASE / 3))) {
        var beat = Map.<String, Object>of("lease_token", token, "lease_seconds", LEASE);
        var pulse = send(path + "/heartbeat", beat, Duration.ofMillis(1000L * LEASE / 3));
        lost = pulse.status == 409 || pulse.status == 404;
        if (lost || Boolean.TRUE.equals(pulse.body.get("cancel_requested"))) {
          working.interrupt();
          working.join();
          outcome[0] = "release";
          outcome[1] = Map.of();
        }
      }
      if (!lost) {
        tell(path + "/" + outcome[0], object(outcome[1]), token);
      }
    } catch (InterruptedException unexpected) {
      // Nobody interrupts this thread; the lease will expire.
    } finally {
      HANDS.release();
    }
  }

  static void run(Map<String, Object> config, Object[] outcome) {
    try {
      outcome[1] = Map.of("result", work(config));
      outcome[0] = "complete";
    } catch (InterruptedException stopped) {
      // release
    } catch (Exception failure) {
      outcome[1] =
          Map.of(
              "error",
              Map.of(
                  "class", failure.getClass().getName(), "message", "" + failure.getMessage()),
              "retryable",
              !(failure instanceof Permanent));
      outcome[0] = "fail";
    }
  }

  /** Again and again until there is an answer: telling the same twice does no harm. */
  static void tell(String path, Map<String, Object> outcome, Object token)
      throws InterruptedException {
    var body = new LinkedHashMap<>(outcome);
    body.put("lease_token", token);
    var answer = send(path, body, Duration.ofSeconds(30));
    while (answer.worthRepeating()) {
      TimeUnit.MILLISECONDS.sleep(answer.pauseMillis);
      answer = send(path, body, Duration.ofSeconds(30));
    }
  }

  /** An answer; status 0 if there was none. */
  record Answer(int status, Map<String, Object> body, long pauseMillis) {
    boolean worthRepeating() {
      return status == 0 || status == 429 || status >= 500;
    }
  }

  static Answer send(String path, Map<String, Object> body, Duration patience)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(URL + path))
            .header("Content-Type", "application/json")
            .timeout(patience)
            .POST(BodyPublishers.ofString(json(body)));
    if (System.getenv("ERRAND_TOKEN") != null) {
      request.header("Authorization", "Bearer " + System.getenv("ERRAND_TOKEN"));
    }
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      long pause = response.headers().firstValueAsLong("Retry-After").orElse(1) * 1000;
      var text = response.body();
      return new Answer(
          response.statusCode(), text.isEmpty() ? Map.of() : object(new Json(text).value()), pause);
    } catch (IOException away) {
      return new Answer(0, Map.of(), 1000);
    }
  }

  static String env(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException unknown) {
      return "worker";
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> array(Object value) {
    return (List<Object>) value;
  }

  static String json(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var members = new ArrayList<String>();
        map.forEach((name, member) -> members.add(json(name) + ":" + json(member)));
        yield "{" + String.join(",", members) + "}";
      }
      case List<?> list -> "[" + String.join(",", list.stream().map(Worker::json).toList()) + "]";
      case String text -> {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
          quoted.append(c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted((int) c) : c);
        }
        yield quoted.append('"').toString();
      }
      case null -> "null";
      default -> value.toString();
    };
  }

  /** Reads JSON that is right. */
  static final class Json {
    private final String text;
    private int at;

    Json(String text) {
      this.text = text;
    }

    Object value() {
      return switch (next()) {
        case '{' -> {
          var members = new LinkedHashMap<String, Object>();
          for (at++; next() != '}'; skip(',')) {
            var name = (String) value();
            skip(':');
            members.put(name, value());
          }
          at++;
          yield members;
        }
        case '[' -> {
          var elements = new ArrayList<Object>();
          for (at++; next() != ']'; skip(',')) {
            elements.add(value());
          }
          at++;
          yield elements;
        }
        case '"' -> string();
        default -> {
          int from = at;
          while (at < text.length() && ",]}".indexOf(next()) < 0) {
            at++;
          }
          yield literal(text.substring(from, at).strip());
        }
      };
    }

    private static Object literal(String word) {
      return switch (word) {
        case "true" -> true;
        case "false" -> false;
        case "null" -> null;
        default ->
            word.matches("-?\\d+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
      };
    }

    private char next() {
      while (at < text.length() - 1 && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return text.charAt(at);
    }

    private void skip(char wanted) {
      if (next() == wanted) {
        at++;
      }
    }

    private String string() {
      var read = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        char c = text.charAt(at);
        if (c == '\\') {
          c = text.charAt(++at);
          if (c == 'u') {
            c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
            at += 4;
          } else if ("nrtbf".indexOf(c) >= 0) {
            c = "\n\r\t\b\f".charAt("nrtbf".indexOf(c));
          }
        }
        read.append(c);
      }
      at++;
      return read.toString();
    }
  }
}
