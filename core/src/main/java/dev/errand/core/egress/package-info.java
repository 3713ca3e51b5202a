/**
 * The one way out to the network: HTTP whose addresses, redirects, sizes, durations and numbers of
 * calls are bounded. {@link dev.errand.core.egress.Egress} is what executors, webhooks, the relay
 * and every other caller use; the rules about addresses are in {@code AddressRules}.
 */
@NullMarked
package dev.errand.core.egress;

import org.jspecify.annotations.NullMarked;
