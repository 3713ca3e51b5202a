package dev.errand.api.exchange;

import dev.errand.core.exchange.Named;
import dev.errand.core.identity.Ids;
import dev.errand.core.task.ImportedTask.Past;
import dev.errand.core.task.Task.Remarks;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that a record stands for, whose members are as the contract wants them.
 *
 * @param record it comes from
 * @param members of the task, changed while it is completed
 */
record Draft(FileRecord record, JsonObject members) {

  /** Ids tell when they were made; so much later or earlier may that be noted. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** Members that a new task does not have. */
  private static final List<String> PAST =
      List.of(
          "id",
          "owner_id",
          "status",
          "priority_rank",
          "actual_minutes",
          "block_reason",
          "completion_notes",
          "completed_at",
          "cancelled_at",
          "created_at");

  @Nullable String assignee() {
    return members.getString("assignee_id");
  }

  @Nullable String owner() {
    return members.getString("owner_id");
  }

  /** By its name, or by its id. */
  @Nullable String site() {
    var name = members.getString("site");
    return name == null ? members.getString("site_id") : name;
  }

  @Nullable Instant createdAt() {
    return TaskDetails.instant(members.getString("created_at"));
  }

  /** Where it stands: what was under way elsewhere is pending here. */
  TaskStatus resting() {
    var status = TaskStatus.of(members.getString("status", "pending")).orElseThrow();
    return status.active() ? TaskStatus.PENDING : status;
  }

  /** True if it is pending although it was not. */
  boolean isStopped() {
    var status = TaskStatus.of(members.getString("status", "pending")).orElseThrow();
    boolean goesOn = status == TaskStatus.SCHEDULED && members.getValue("schedule") != null;
    return status.active() && !goesOn;
  }

  Past past() {
    var resting = resting();
    return new Past(
        resting,
        resting == TaskStatus.COMPLETED ? instant("completed_at") : null,
        resting == TaskStatus.CANCELLED ? instant("cancelled_at") : null,
        new Remarks(
            resting == TaskStatus.BLOCKED ? members.getString("block_reason") : null,
            members.getString("completion_notes"),
            members.getInteger("actual_minutes")));
  }

  private @Nullable Instant instant(String name) {
    return TaskDetails.instant(members.getString(name));
  }

  /** The id that it had, or else one that follows from what it says. */
  UUID key() {
    var id = members.getString("id");
    return id == null ? hash(record.content()) : UUID.fromString(id);
  }

  /** What is wrong with the id that it had: lists and history find tasks by the times in ids. */
  boolean hasForeignId() {
    var id = members.getString("id");
    if (id == null) {
      return false;
    }
    var uuid = UUID.fromString(id);
    var at = createdAt();
    return uuid.version() != 7
        || at == null
        || Duration.between(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16), at)
                .abs()
                .compareTo(SKEW)
            > 0;
  }

  /** The id that it gets. */
  UUID id(Instant createdAt) {
    var id = members.getString("id");
    return id == null ? Ids.at(createdAt, key()) : UUID.fromString(id);
  }

  /** The members of a new task, with people and sites by their ids. */
  JsonObject body(Named named) {
    var body = members.copy();
    PAST.forEach(body::remove);
    var rank = members.getInteger("priority_rank");
    if (rank != null) {
      body.put("priority", rank);
    }
    if (resting().terminal()) {
      body.remove("schedule");
    }
    if (assignee() != null) {
      body.put("assignee_id", named.people().get(assignee()));
    }
    body.remove("site");
    body.remove("site_id");
    var site = site() == null ? null : named.sites().get(site());
    if (site != null) {
      body.put("site_id", site.toString());
    }
    return body;
  }

  private static UUID hash(String content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = ByteBuffer.wrap(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
      return new UUID(
          (bytes.getLong() & ~0xf000L) | 0x8000L,
          (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
