package dev.errand.app.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The running service that a command talks to, and as whom. */
final class ServiceOptions {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Option(
      names = "--url",
      defaultValue = "${env:ERRAND_URL:-http://127.0.0.1:8211}",
      description = "Where the service is (ERRAND_URL; ${DEFAULT-VALUE}).")
  private URI url = URI.create("http://127.0.0.1:8211");

  @Option(
      names = "--token",
      defaultValue = "${env:ERRAND_TOKEN}",
      description = "An API key or a token (ERRAND_TOKEN).")
  private @Nullable String token;

  @Option(
      names = "--tenant",
      description = "Whose tasks, where a gateway or nobody checks callers.")
  private @Nullable String tenant;

  @Option(names = "--user", description = "Who is calling, there.")
  private @Nullable String user;

  /** Sends a request as whom the options say. The answer's body may come later. */
  <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    header(request, "Authorization", token == null || token.isEmpty() ? null : "Bearer " + token);
    header(request, "X-Tenant-ID", tenant);
    header(request, "X-User-ID", user);
    try {
      return client.send(request.build(), handler);
    } catch (java.net.ConnectException refused) {
      throw new IOException(
          "Nothing answers at %s: start the service, or name another with --url".formatted(url));
    }
  }

  private static void header(HttpRequest.Builder request, String name, @Nullable String value) {
    if (value != null) {
      request.header(name, value);
    }
  }

  /** A request to an operation; the path is below the base of the API. */
  HttpRequest.Builder request(String path, Map<String, String> query) {
    var said =
        query.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(
        URI.create("%s/api/v1%s%s".formatted(url, path, said.isEmpty() ? "" : "?" + said)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Says what the service refuses, a line for each thing to mend; answers with the exit code, which
   * tells an option that is wrong from a file that is.
   */
  static int explain(int status, String body, PrintWriter err) {
    var detail = body.startsWith("{") ? new JsonObject(body).getValue("detail") : body;
    if (!(detail instanceof JsonArray all)) {
      err.println("errand: the service answers %d: %s".formatted(status, detail));
      return ExitCode.SOFTWARE;
    }
    int code = ExitCode.USAGE;
    for (var each : all) {
      var violation = (JsonObject) each;
      var loc = violation.getJsonArray("loc");
      var place = place(loc.getList());
      err.println("errand: %s: %s".formatted(place, violation.getString("msg")));
      code = loc.getValue(0).equals("query") ? code : ExitCode.SOFTWARE;
    }
    return code;
  }

  /** In a file the places are numbers: of the line, and of the column if it is known. */
  private static String place(List<?> loc) {
    var numbered = List.of("", "line ", "column ");
    return IntStream.range(1, loc.size())
        .mapToObj(
            i ->
                loc.get(i) instanceof Integer && i < 3
                    ? numbered.get(i) + loc.get(i)
                    : loc.get(i).toString())
        .collect(Collectors.joining(", "));
  }

  /** Shows how far it is, in one line, if somebody watches. */
  static void progress(PrintWriter err, String text) {
    if (Boolean.getBoolean("errand.terminal")) {
      err.print("\r" + text);
      err.flush();
    }
  }
}
