package dev.errand.core.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds all addresses of a host name or of a literal address; may block. */
interface Resolver {

  /** The system's own: hosts file, DNS, and the JDK's cache in front of them. */
  Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  List<InetAddress> resolve(String host) throws UnknownHostException;
}
