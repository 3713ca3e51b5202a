package dev.errand.events.nats;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the connection to NATS is, for whoever reports on health. May be used from any thread. Each
 * change is logged once, however often an attempt is repeated.
 */
public final class NatsStatus {

  private static final Logger LOG = LoggerFactory.getLogger(NatsStatus.class);

  private volatile State state = new State(Phase.NEW, null, null);

  private enum Phase {
    NEW,
    CONNECTED,
    AWAY
  }

  private record State(Phase phase, @Nullable String server, @Nullable String lastError) {}

  /** Whether there is a connection now. */
  public boolean connected() {
    return state.phase == Phase.CONNECTED;
  }

  /** The server of the connection, or of the last there was; null before the first. */
  public @Nullable String server() {
    return state.server;
  }

  /** What went wrong last, while there is no connection; else null. */
  public @Nullable String lastError() {
    return state.lastError;
  }

  synchronized void connectedTo(String server) {
    if (state.phase != Phase.CONNECTED) {
      LOG.info("Connected to NATS at {}", server);
    }
    state = new State(Phase.CONNECTED, server, null);
  }

  synchronized void away(String reason) {
    if (state.phase != Phase.AWAY) {
      LOG.warn("NATS is away ({}); events wait in the database until it is back", reason);
    }
    state = new State(Phase.AWAY, state.server, reason);
  }

  /** What the client reports of a connection that may be coming or going. */
  synchronized void error(String reason) {
    LOG.debug("NATS: {}", reason);
    if (state.phase == Phase.AWAY) {
      state = new State(Phase.AWAY, state.server, reason);
    }
  }
}
