package dev.errand.app.health;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * Something that the service's health depends on.
 *
 * @param name as reports name it
 * @param vital whether the service cannot do its work without it
 * @param probe looks once; a failed future, or one later than a second, means that it is not well
 */
public record Part(String name, boolean vital, Supplier<Future<Finding>> probe) {

  /**
   * What a look found.
   *
   * @param state of the part
   * @param details for whoever looks into it
   */
  public record Finding(State state, JsonObject details) {

    /** All is well. */
    public static Finding ok(JsonObject details) {
      return new Finding(State.OK, details);
    }

    /** Not configured, so nothing can be wrong with it. */
    public static Finding off() {
      return new Finding(State.OFF, new JsonObject());
    }

    /** Not well, for the reason given. */
    public static Finding failing(String reason) {
      return new Finding(State.FAILING, new JsonObject().put("reason", reason));
    }
  }

  /** How a part is. */
  public enum State {
    /** Well. */
    OK,
    /** Not configured. */
    OFF,
    /** Not well. */
    FAILING
  }
}
