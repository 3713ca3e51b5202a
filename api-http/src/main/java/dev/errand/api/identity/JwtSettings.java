package dev.errand.api.identity;

import java.net.URI;

/**
 * How tokens are checked.
 *
 * @param keys what they are signed with
 * @param issuer whom they must come from ({@code iss})
 * @param audience whom they must be for ({@code aud})
 * @param claims where in them the caller stands
 */
public record JwtSettings(Keys keys, String issuer, String audience, Claims claims) {

  /** What tokens are signed with. */
  public sealed interface Keys {}

  /** Keys published by the issuer, which may change them; a URL that a request can be made to. */
  public record JwksUrl(URI url) implements Keys {}

  /** Public keys as in a file: a JWK set, a JWK, or a key in PEM. */
  public record PublicKeys(String text) implements Keys {}

  /** A secret that the issuer shares with this service, for HS256. */
  public record Secret(String text) implements Keys {}

  /**
   * Names of claims, dots leading into objects.
   *
   * @param user who is calling
   * @param tenant whose data it is about
   * @param roles a list, or words separated by commas or spaces
   * @param level of subscription
   */
  public record Claims(String user, String tenant, String roles, String level) {

    /** What most issuers can be told to use. */
    public static final Claims USUAL = new Claims("sub", "tenant", "roles", "level");
  }
}
