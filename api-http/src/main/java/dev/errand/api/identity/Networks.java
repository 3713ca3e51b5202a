package dev.errand.api.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A list of networks that addresses belong to or not. */
final class Networks {

  private final List<Network> networks;

  /**
   * Of networks such as {@code 10.0.0.0/8}, {@code ::1} or {@code 192.0.2.7}.
   *
   * @throws IllegalArgumentException naming what is none
   */
  Networks(List<String> cidrs) {
    networks = cidrs.stream().map(Networks::parse).toList();
  }

  boolean contain(String address) {
    var bytes = bytes(address);
    return networks.stream().anyMatch(network -> network.contains(bytes));
  }

  private static Network parse(String cidr) {
    int slash = cidr.indexOf('/');
    var bytes = bytes(slash < 0 ? cidr : cidr.substring(0, slash));
    int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
    if (bits < 0 || bits > bytes.length * 8) {
      throw new IllegalArgumentException(cidr + " is not a network such as 10.0.0.0/8");
    }
    return new Network(bytes, bits);
  }

  private static byte[] bytes(String address) {
    // Only literal addresses: a name would be looked up.
    int zone = address.indexOf('%');
    var literal = zone < 0 ? address : address.substring(0, zone);
    if (!literal.matches("[0-9a-fA-F:.]+")) {
      throw new IllegalArgumentException(address + " is not an IP address");
    }
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " is not an IP address", e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Network(byte[] prefix, int bits) {

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
