package dev.errand.api;

import dev.errand.api.identity.AccessSettings;
import java.time.Duration;

/**
 * Where and how the API is served.
 *
 * @param host address to listen on
 * @param port to listen on; 0 for any free one, the same for all instances
 * @param shutdownGrace how long requests in flight may take when stopping
 * @param access whose word is taken for who is calling
 */
public record HttpSettings(String host, int port, Duration shutdownGrace, AccessSettings access) {}
