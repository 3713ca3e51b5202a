package dev.errand.app;

import dev.errand.api.body.Body;
import dev.errand.app.health.Health;
import dev.errand.app.metrics.Metrics;
import dev.errand.core.bus.Bus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * What operators and their tools ask, on the same port as the API but outside of it: {@code
 * /health}, {@code /health/detailed}, {@code /ready} and {@code /metrics}.
 */
final class Management {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Health health;
  private final Metrics metrics;
  private final Bus bus;

  Management(Health health, Metrics metrics, Bus bus) {
    this.health = health;
    this.metrics = metrics;
    this.bus = bus;
  }

  void mount(Router root) {
    root.get("/health").handler(context -> answer(context, health.live()));
    root.get("/healthz").handler(context -> answer(context, health.live()));
    root.get("/health/detailed")
        .handler(
            context ->
                health.detailed().onComplete(report -> answer(context, report), context::fail));
    root.get("/ready")
        .handler(
            context -> health.ready().onComplete(report -> answer(context, report), context::fail));
    root.get("/metrics")
        .handler(
            context ->
                metrics
                    .scrape(bus)
                    .onComplete(
                        text -> answer(context, PROMETHEUS_TEXT, Buffer.buffer(text)),
                        context::fail));
  }

  private static void answer(RoutingContext context, Health.Report report) {
    context.response().setStatusCode(report.status());
    answer(context, "application/json", report.body().toBuffer());
  }

  private static void answer(RoutingContext context, String type, Buffer body) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
    Body.end(context, body);
  }
}
