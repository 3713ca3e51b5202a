package dev.errand.api.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose word is taken for who is calling, and how often they may call.
 *
 * @param mode where identities come from
 * @param trustedProxies networks whose headers are believed, as CIDR
 * @param gatewaySecret what the gateway proves itself with; null for none
 * @param jwt how tokens are checked, in that mode
 * @param visibility which tasks of a tenant its people see
 * @param rates how often anybody may call
 */
public record AccessSettings(
    Mode mode,
    List<String> trustedProxies,
    @Nullable String gatewaySecret,
    @Nullable JwtSettings jwt,
    Visibility visibility,
    Rates rates) {

  /** Where identities come from; API keys are taken in every mode. */
  public enum Mode {
    /** Everybody on this machine is trusted. */
    LOCAL,
    /** A gateway in front has checked the caller. */
    GATEWAY,
    /** Callers bring tokens, which are checked here. */
    JWT
  }

  /** Which tasks of a tenant its people see; managers and admins see all of them. */
  public enum Visibility {
    /** All of them. */
    TENANT,
    /** Those that they own, created, or are to do; of the others they do not know. */
    OWNER
  }

  /** Trusts everybody on this machine. */
  public static final AccessSettings LOCAL =
      new AccessSettings(Mode.LOCAL, List.of(), null, null, Visibility.TENANT, Rates.UNLIMITED);

  /** Believes a gateway. */
  public static AccessSettings gateway(List<String> proxies, @Nullable String secret) {
    return new AccessSettings(
        Mode.GATEWAY, proxies, secret, null, Visibility.TENANT, Rates.UNLIMITED);
  }

  /** Checks tokens. */
  public static AccessSettings jwt(JwtSettings jwt) {
    return new AccessSettings(Mode.JWT, List.of(), null, jwt, Visibility.TENANT, Rates.UNLIMITED);
  }

  /** The same, with limits. */
  public AccessSettings with(Rates limits) {
    return new AccessSettings(mode, trustedProxies, gatewaySecret, jwt, visibility, limits);
  }

  /** The same, with other tasks in sight. */
  public AccessSettings with(Visibility other) {
    return new AccessSettings(mode, trustedProxies, gatewaySecret, jwt, other, rates);
  }

  /**
   * Requests a minute on one node; null for any number.
   *
   * @param user of each person
   * @param key of each API key
   */
  public record Rates(@Nullable Integer user, @Nullable Integer key) {

    /** Anybody may call as often as they like. */
    public static final Rates UNLIMITED = new Rates(null, null);

    boolean any() {
      return user != null || key != null;
    }
  }
}
