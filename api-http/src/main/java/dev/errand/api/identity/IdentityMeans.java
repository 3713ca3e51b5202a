package dev.errand.api.identity;

import dev.errand.core.bus.Bus;
import dev.errand.core.egress.Egress;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What identities are found out with.
 *
 * @param bus asks for API keys
 * @param clock decides what has expired
 * @param egress fetches the keys of tokens
 */
public record IdentityMeans(Vertx vertx, Bus bus, InstantSource clock, Egress egress) {}
