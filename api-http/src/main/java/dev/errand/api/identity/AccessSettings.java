package dev.errand.api.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word is taken for who is calling.
 *
 * @param mode where identities come from
 * @param trustedProxies networks whose headers are believed, as CIDR
 * @param gatewaySecret what the gateway proves itself with; null for none
 */
public record AccessSettings(
    Mode mode, List<String> trustedProxies, @Nullable String gatewaySecret) {

  /** Where identities come from. */
  public enum Mode {
    /** Everybody on this machine is trusted. */
    LOCAL,
    /** A gateway in front has checked the caller. */
    GATEWAY
  }

  /** Trusts everybody on this machine. */
  public static final AccessSettings LOCAL = new AccessSettings(Mode.LOCAL, List.of(), null);
}
