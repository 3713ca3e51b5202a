package dev.errand.core.lease;

import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskKey;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads claims, and parts of them, in the order in which statements select them. */
final class ClaimRows {

  private ClaimRows() {}

  static Claim claim(RowReader r) {
    return new Claim(
        lease(r),
        new Claim.Work(r.text(), r.text(), r.json(), r.jsonArray(), orEmpty(r.jsonOrNull())),
        new Claim.People(r.textOrNull(), r.textOrNull()),
        new Claim.Limits(r.integerOrNull(), r.jsonOrNull()),
        new Claim.Trigger(r.text(), r.jsonOrNull(), r.instant()),
        rules(r));
  }

  static Claim.Lease lease(RowReader r) {
    return new Claim.Lease(
        new TaskKey(r.text(), r.uuid()), r.uuid(), r.bigint(), r.integer(), r.instant());
  }

  static Claim.Rules rules(RowReader r) {
    return new Claim.Rules(
        r.bool(),
        r.textOrNull(),
        new Claim.Keeping(r.bool(), r.integerOrNull(), r.integerOrNull()));
  }

  private static JsonObject orEmpty(@Nullable JsonObject json) {
    return json == null ? new JsonObject() : json;
  }
}
