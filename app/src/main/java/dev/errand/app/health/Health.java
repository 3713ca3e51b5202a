package dev.errand.app.health;

import dev.errand.app.health.Part.Finding;
import dev.errand.app.health.Part.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Reports on the service: that it lives, whether it should get requests, and how its parts are. A
 * part that is not vital only degrades it. May be asked from any thread.
 */
public final class Health {

  private static final int PATIENCE_SECONDS = 1;

  private final JsonObject identity;
  private final List<Part> parts;
  private volatile boolean stopping;

  /** The identity, name and version, opens each report. */
  public Health(JsonObject identity, List<Part> parts) {
    this.identity = identity.copy();
    this.parts = List.copyOf(parts);
  }

  /** From now on not ready, so that no new callers are sent here. */
  public void stopping() {
    stopping = true;
  }

  /** What is answered, with which HTTP status. */
  public record Report(int status, JsonObject body) {}

  /** That the process lives; looks at nothing else. */
  public Report live() {
    return new Report(200, identity.copy().put("status", "healthy"));
  }

  /** Whether the service should get requests: all vital parts are well, and it is not stopping. */
  public Future<Report> ready() {
    if (stopping) {
      return Future.succeededFuture(notReady("the service is stopping"));
    }
    var vital = parts.stream().filter(Part::vital).toList();
    var findings = vital.stream().map(Health::look).toList();
    return Future.all(findings)
        .map(
            all -> {
              for (int i = 0; i < vital.size(); i++) {
                if (findings.get(i).result().state() == State.FAILING) {
                  return notReady(
                      vital.get(i).name()
                          + ": "
                          + findings.get(i).result().details().getString("reason"));
                }
              }
              return new Report(200, identity.copy().put("status", "ready"));
            });
  }

  private Report notReady(String reason) {
    return new Report(503, identity.copy().put("status", "not_ready").put("reason", reason));
  }

  /** How each part is: healthy, degraded (200) or unhealthy (503). */
  public Future<Report> detailed() {
    var findings = parts.stream().map(Health::look).toList();
    return Future.all(findings)
        .map(
            all -> {
              var details = new JsonObject();
              var overall = "healthy";
              for (int i = 0; i < parts.size(); i++) {
                var part = parts.get(i);
                var finding = findings.get(i).result();
                details.put(part.name(), describe(finding));
                if (finding.state() == State.FAILING) {
                  overall = part.vital() || overall.equals("unhealthy") ? "unhealthy" : "degraded";
                }
              }
              return new Report(
                  overall.equals("unhealthy") ? 503 : 200,
                  identity.copy().put("status", overall).put("parts", details));
            });
  }

  private static JsonObject describe(Finding finding) {
    return new JsonObject()
        .put("status", finding.state().name().toLowerCase(Locale.ROOT))
        .mergeIn(finding.details());
  }

  private static Future<Finding> look(Part part) {
    return Future.<Void>succeededFuture()
        .compose(now -> part.probe().get())
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .recover(
            failure ->
                Future.succeededFuture(
                    Finding.failing(
                        failure instanceof java.util.concurrent.TimeoutException
                            ? "no answer within " + PATIENCE_SECONDS + " s"
                            : String.valueOf(failure.getMessage()))));
  }
}
