package dev.errand.core.site;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A managed place. Immutable; its JSON object is shared and must not be changed.
 *
 * @param tenantId whose tenant
 * @param id its id
 * @param name unique in the tenant
 * @param where where it is
 * @param externalRefs what other systems call it and its fields and zones
 * @param active whether tasks may name it
 * @param timeline when what happened
 */
public record Site(
    String tenantId,
    UUID id,
    String name,
    Where where,
    JsonObject externalRefs,
    boolean active,
    Timeline timeline) {

  /** Where it is: in words, in degrees, and whose local time holds there. */
  public record Where(
      @Nullable String location,
      @Nullable Double lat,
      @Nullable Double lon,
      @Nullable String timezone) {}

  /** When what happened, and who began it. */
  public record Timeline(String createdBy, int revision, Instant createdAt, Instant updatedAt) {}

  /** Its strong entity tag. */
  public String etag() {
    return "\"" + timeline.revision() + "\"";
  }

  /** The members that can be changed, under their public names. */
  JsonObject members() {
    return new JsonObject()
        .put("name", name)
        .put("location", where.location())
        .put("lat", where.lat())
        .put("lon", where.lon())
        .put("timezone", where.timezone())
        .put("external_refs", externalRefs)
        .put("is_active", active);
  }

  /** One of these members. */
  static Site of(String tenantId, UUID id, JsonObject members, Timeline timeline) {
    return new Site(
        tenantId,
        id,
        members.getString("name"),
        new Where(
            members.getString("location"),
            members.getDouble("lat"),
            members.getDouble("lon"),
            members.getString("timezone")),
        members.getJsonObject("external_refs", new JsonObject()),
        members.getBoolean("is_active", true),
        timeline);
  }
}
