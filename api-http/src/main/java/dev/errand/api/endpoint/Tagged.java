package dev.errand.api.endpoint;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers and conditions of what has a strong tag. */
public final class Tagged {

  private Tagged() {}

  /** With its tag. */
  public static Answer of(int status, Buffer body, String tag) {
    return Answer.of(status, body).with("ETag", tag);
  }

  /** 304 if the caller has it already. */
  public static Answer unlessKnown(Input input, String tag, Supplier<Buffer> body) {
    var known = input.header("If-None-Match");
    return EntityTag.any(known) || EntityTag.in(known, true).contains(tag)
        ? Answer.empty(304).with("ETag", tag)
        : of(200, body.get(), tag);
  }

  /** The tags of which it must have one, by {@code If-Match}; null for any. */
  public static @Nullable List<String> wanted(Input input) {
    var header = input.header("If-Match");
    return header == null || EntityTag.any(header) ? null : EntityTag.in(header, false);
  }
}
