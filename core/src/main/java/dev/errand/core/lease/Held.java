package dev.errand.core.lease;

/**
 * An execution that is about to end, with what decides about what follows.
 *
 * @param lease the right to end it
 * @param type of its task
 * @param limits of its task
 * @param rules what holds for its end
 */
public record Held(Claim.Lease lease, String type, Claim.Limits limits, Claim.Rules rules) {

  /** As it was claimed. */
  public static Held of(Claim claim) {
    return new Held(claim.lease(), claim.work().type(), claim.limits(), claim.rules());
  }

  /** The same, with no result to keep. */
  public Held withoutResult() {
    var keeping = rules.keeping();
    var none = new Claim.Keeping(false, keeping.resultTtlSeconds(), keeping.errorTtlSeconds());
    return new Held(
        lease, type, limits, new Claim.Rules(rules.recurring(), rules.uniqueKey(), none));
  }
}
