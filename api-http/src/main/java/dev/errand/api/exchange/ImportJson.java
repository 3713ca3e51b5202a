package dev.errand.api.exchange;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.exchange.ImportReport;
import io.vertx.core.buffer.Buffer;

/** Imports as JSON. */
final class ImportJson {

  private ImportJson() {}

  static Answer answer(int status, ImportReport report) {
    return Answer.of(status, body(report))
        .with("Location", "%s/imports/%s".formatted(Contract.BASE, report.id()));
  }

  static Buffer body(ImportReport report) {
    return JsonWriter.write(
        json -> {
          json.id("id", report.id()).text("status", report.status().word());
          report.report().forEach(member -> json.value(member.getKey(), member.getValue()));
          json.text("created_by", report.createdBy())
              .time("created_at", report.createdAt())
              .time("updated_at", report.updatedAt());
        });
  }
}
