package dev.errand.events.notification;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The server that takes mail.
 *
 * @param from the sender's address
 * @param security how the connection is kept private
 * @param login null if the server wants none
 * @param trusted certificates of authorities to trust instead of the JDK's, in PEM; null for those
 */
public record MailSettings(
    String host,
    int port,
    String from,
    Security security,
    @Nullable Login login,
    @Nullable Path trusted) {

  /** How the connection is kept private. */
  public enum Security {
    /** Begun in the clear, encrypted before anything is said; else nothing is sent. */
    STARTTLS,
    /** Encrypted from the first byte. */
    TLS,
    /** Not at all: for a server on the same machine. */
    NONE
  }

  /** Who sends. */
  public record Login(String user, String password) {}
}
