package dev.errand.api.documentation;

import dev.errand.api.body.Body;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the contract as a page that can be browsed and tried out at {@code /docs/}: Swagger UI,
 * from the jar, so that nothing is fetched from elsewhere. Files are read when they are first asked
 * for.
 */
public final class DocumentationPage {

  private static final String PATH = "/docs/";
  private static final String OWN = "documentation/";
  private static final String LIBRARY = "META-INF/resources/webjars/swagger-ui/";
  private static final String LIBRARY_ABOUT =
      "META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** All that there is, with its media type. */
  private static final Map<String, String> FILES =
      Map.of(
          "index.html", HTML,
          "page.js", SCRIPT,
          "swagger-ui-bundle.js", SCRIPT,
          "swagger-ui.css", "text/css; charset=utf-8",
          "favicon-32x32.png", "image/png");

  /** Nothing from elsewhere; the library writes styles into the page. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Vertx vertx;
  private final Map<String, Future<Buffer>> read = new ConcurrentHashMap<>();

  private DocumentationPage(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Adds the page's routes; only its own files are served. */
  public static void mount(Vertx vertx, Router root) {
    var page = new DocumentationPage(vertx);
    root.route(HttpMethod.GET, "/docs*").handler(page::answer);
  }

  private void answer(RoutingContext context) {
    var path = context.normalizedPath();
    var file = path.equals(PATH) ? "index.html" : path.replaceFirst(PATH, "");
    if (path.equals("/docs")) {
      // Relative, so that it also leads there from below a gateway's prefix.
      context.response().setStatusCode(301).putHeader(HttpHeaders.LOCATION, "docs/").end();
    } else if (path.startsWith(PATH) && FILES.containsKey(file)) {
      answer(context, file);
    } else {
      context.next();
    }
  }

  private void answer(RoutingContext context, String file) {
    read.computeIfAbsent(file, first -> vertx.executeBlocking(() -> Buffer.buffer(bytes(first))))
        .onFailure(context::fail)
        .onSuccess(
            content -> {
              context
                  .response()
                  .putHeader(HttpHeaders.CONTENT_TYPE, FILES.get(file))
                  .putHeader(HttpHeaders.CACHE_CONTROL, "max-age=3600")
                  .putHeader("Content-Security-Policy", POLICY)
                  .putHeader("X-Content-Type-Options", "nosniff");
              Body.end(context, content);
            });
  }

  private static byte[] bytes(String file) throws IOException {
    boolean own = file.equals("index.html") || file.equals("page.js");
    try (var content = open(own ? OWN + file : LIBRARY + libraryVersion() + "/" + file)) {
      return content.readAllBytes();
    }
  }

  /** The library's files lie below its version. */
  private static String libraryVersion() throws IOException {
    try (var about = open(LIBRARY_ABOUT)) {
      var properties = new Properties();
      properties.load(about);
      return properties.getProperty("version");
    }
  }

  private static InputStream open(String resource) throws IOException {
    var found = DocumentationPage.class.getClassLoader().getResourceAsStream(resource);
    if (found == null) {
      throw new IOException("The jar lacks " + resource);
    }
    return found;
  }
}
