package dev.errand.api.endpoint;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the kind that was asked for.
 *
 * @param status of HTTP
 * @param body JSON; null for none
 * @param headers besides those of the body
 */
public record Answer(int status, @Nullable Buffer body, Map<String, String> headers) {

  /** With a body. */
  public static Answer of(int status, Buffer body) {
    return new Answer(status, body, Map.of());
  }

  /** 200 with a body. */
  public static Answer ok(Buffer body) {
    return of(200, body);
  }

  /** Without a body. */
  public static Answer empty(int status) {
    return new Answer(status, null, Map.of());
  }

  /** Of what is not there, or not so: it has no place and no tag. */
  Answer rehearsed() {
    var fewer = new LinkedHashMap<>(headers);
    fewer.keySet().removeAll(List.of("Location", "ETag"));
    return new Answer(status == 201 ? 200 : status, body, fewer);
  }

  /** With one more header. */
  public Answer with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, body, more);
  }
}
