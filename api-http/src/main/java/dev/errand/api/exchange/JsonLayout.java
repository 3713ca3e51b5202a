package dev.errand.api.exchange;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Members are members. */
final class JsonLayout implements Layout {

  @Override
  public String format() {
    return "ndjson";
  }

  @Override
  public JsonObject members(FileRecord record, List<Finding> findings) {
    return record.json() == null ? new JsonObject() : record.json();
  }

  @Override
  public Finding found(FileRecord record, Violation violation, JsonObject members) {
    return Layout.finding(record.line(), null, violation, members);
  }
}
