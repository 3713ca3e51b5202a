package dev.errand.app.consul;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Finds out how this machine is called and where it is reached. */
public final class LocalAddress {

  private LocalAddress() {}

  /**
   * The address that others can use for a server that listens on the given host. For one that
   * listens on all addresses it is the one from which the agent is reached. Asks DNS: not for an
   * event loop.
   */
  public static String reachable(String listenHost, ConsulAgent agent) throws IOException {
    if (!InetAddress.getByName(listenHost).isAnyLocalAddress()) {
      return listenHost;
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      // Connecting a datagram socket sends nothing: it only chooses the route.
      socket.connect(new InetSocketAddress(agent.host(), agent.port()));
      return socket.getLocalAddress().getHostAddress();
    }
  }

  /** The machine's name, or its address when it has none. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
