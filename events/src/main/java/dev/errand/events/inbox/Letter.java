package dev.errand.events.inbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A message of another service.
 *
 * @param subject that it was sent to
 * @param id the same for repetitions
 * @param tenantId whose data it is about, as a header says; null if none does
 * @param body as it was sent
 */
public record Letter(String subject, String id, @Nullable String tenantId, Buffer body) {

  /**
   * What a letter says: its JSON, or of a CloudEvent its data.
   *
   * @param members of it
   * @param tenantId whose data it is about; null if it does not say
   * @param id the same for repetitions
   */
  public record Content(JsonObject members, @Nullable String tenantId, String id) {

    /** A member that must be there. */
    public String text(String name) throws Unreadable {
      if (members.getValue(name) instanceof String text && !text.isBlank()) {
        return text;
      }
      throw new Unreadable("it must have a member " + name + ", a text that is not empty");
    }
  }

  /** A letter that will never be understood, however often it comes. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    /** The message says what would be right. */
    public Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  /** Opens it. */
  public Content content() throws Unreadable {
    JsonObject json;
    try {
      json = new JsonObject(body);
    } catch (DecodeException | ClassCastException malformed) {
      throw new Unreadable("it must be a JSON object");
    }
    var data = json.getValue("data");
    if (json.getValue("specversion") == null) {
      return new Content(json, first(text(json, "tenant_id"), tenantId), id);
    }
    if (data != null && !(data instanceof JsonObject)) {
      throw new Unreadable("the data of a CloudEvent must be a JSON object");
    }
    var members = data == null ? new JsonObject() : (JsonObject) data;
    var own = text(json, "id");
    var tenant = first(text(json, "tenantid"), first(text(members, "tenant_id"), tenantId));
    return new Content(members, tenant, own == null ? id : own);
  }

  private static @Nullable String text(JsonObject json, String name) {
    return json.getValue(name) instanceof String text && !text.isBlank() ? text : null;
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }
}
