package dev.errand.app;

import java.util.Objects;

/** Which version of the service this is. */
public final class Version {

  private Version() {}

  /** As released; "development" when it was not started from its jar. */
  public static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
