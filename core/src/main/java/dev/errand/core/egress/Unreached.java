package dev.errand.core.egress;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Nothing has been sent: another instance of the same service may be called instead. */
final class Unreached extends IOException {

  private static final long serialVersionUID = 1;

  Unreached(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
