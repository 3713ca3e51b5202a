package dev.errand.api.evidence;

import dev.errand.api.contract.Contract;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.evidence.Evidence;
import io.vertx.core.buffer.Buffer;

/** Evidence as JSON. */
final class EvidenceJson {

  private EvidenceJson() {}

  static Buffer body(Evidence evidence) {
    return JsonWriter.write(json -> write(json, evidence));
  }

  static String path(Evidence evidence) {
    return "%s/tasks/%s/evidence/%s"
        .formatted(Contract.BASE, evidence.taskKey().id(), evidence.id());
  }

  static void write(JsonWriter json, Evidence evidence) {
    var content = evidence.content();
    var capture = content.capture();
    json.id("id", evidence.id())
        .id("task_id", evidence.taskKey().id())
        .text("kind", content.kind().word())
        .text("url", content.url())
        .text("text", content.text())
        .value("measurement", content.measurement());
    var file = evidence.file();
    if (file == null) {
      json.value("file", null);
    } else {
      json.object(
          "file",
          members ->
              members
                  .text("name", file.name())
                  .text("media_type", file.mediaType())
                  .integer("size", file.size())
                  .text("sha256", file.sha256())
                  .text("href", path(evidence) + "/file"));
    }
    json.time("captured_at", capture.at())
        .value("lat", capture.lat())
        .value("lon", capture.lon())
        .text("added_by", evidence.addedBy())
        .time("created_at", evidence.createdAt());
  }
}
