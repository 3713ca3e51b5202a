package dev.errand.core.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses tasks may call: those of the public Internet, and what the operator allowed. The
 * blocks are those that IANA's special-purpose registries call not globally reachable, and the
 * addresses under which clouds hand out credentials. Immutable.
 */
final class AddressRules {

  private record Kind(String name, Range range) {}

  // The first that matches names the address, so that the narrow ones come first.
  private static final List<Kind> NOT_PUBLIC =
      List.of(
          kind("cloud metadata", "169.254.169.254"),
          kind("cloud metadata", "169.254.170.0/24"),
          kind("cloud metadata", "100.100.100.200"),
          kind("cloud metadata", "168.63.129.16"),
          kind("cloud metadata", "192.0.0.192"),
          kind("unspecified", "0.0.0.0/8"),
          kind("private", "10.0.0.0/8"),
          kind("carrier-grade NAT", "100.64.0.0/10"),
          kind("loopback", "127.0.0.0/8"),
          kind("link-local", "169.254.0.0/16"),
          kind("private", "172.16.0.0/12"),
          kind("reserved", "192.0.0.0/24"),
          kind("documentation", "192.0.2.0/24"),
          kind("6to4 relay", "192.88.99.0/24"),
          kind("private", "192.168.0.0/16"),
          kind("benchmarking", "198.18.0.0/15"),
          kind("documentation", "198.51.100.0/24"),
          kind("documentation", "203.0.113.0/24"),
          kind("multicast", "224.0.0.0/4"),
          kind("broadcast", "255.255.255.255"),
          kind("reserved", "240.0.0.0/4"),
          kind("cloud metadata", "fd00:ec2::/32"),
          kind("cloud metadata", "fd20:ce::254"),
          kind("unspecified", "::"),
          kind("loopback", "::1"),
          kind("IPv4-compatible", "::/96"),
          kind("local NAT64", "64:ff9b:1::/48"),
          kind("discard-only", "100::/64"),
          kind("Teredo", "2001::/32"),
          kind("benchmarking", "2001:2::/48"),
          kind("reserved", "2001::/23"),
          kind("documentation", "2001:db8::/32"),
          kind("6to4", "2002::/16"),
          kind("documentation", "3fff::/20"),
          kind("unique local", "fc00::/7"),
          kind("link-local", "fe80::/10"),
          kind("site-local", "fec0::/10"),
          kind("multicast", "ff00::/8"));

  private static final Range GLOBAL_UNICAST = Range.parse("2000::/3");
  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*");

  private final Set<String> allowedNames = new HashSet<>();
  private final List<Range> allowedRanges;

  /**
   * Rules with exceptions.
   *
   * @param allow blocks in CIDR notation, addresses and host names
   * @throws IllegalArgumentException if an entry is neither
   */
  AddressRules(List<String> allow) {
    this.allowedRanges =
        allow.stream().filter(entry -> !addIfName(entry)).map(this::range).toList();
  }

  /** Whether the operator allowed everything under this name. */
  boolean allowsName(String host) {
    return allowedNames.contains(host);
  }

  /**
   * Why tasks may not call the address, for instance "the loopback address 127.0.0.1"; null if they
   * may.
   */
  @Nullable String objection(InetAddress address) {
    InetAddress real = embedded(address);
    if (allowed(address) || allowed(real)) {
      return null;
    }
    for (Kind kind : NOT_PUBLIC) {
      if (kind.range.contains(real)) {
        return "the %s address %s".formatted(kind.name, address.getHostAddress());
      }
    }
    boolean unassigned = real.getAddress().length == 16 && !GLOBAL_UNICAST.contains(real);
    return unassigned ? "the reserved address " + address.getHostAddress() : null;
  }

  private boolean allowed(InetAddress address) {
    return allowedRanges.stream().anyMatch(range -> range.contains(address));
  }

  /** The IPv4 address that a mapped or NAT64 address stands for; any other stands for itself. */
  private static InetAddress embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != 16 || !(startsWith(bytes, NAT64) || startsWith(bytes, MAPPED))) {
      return address;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are always an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private boolean addIfName(String entry) {
    String name = entry.toLowerCase(Locale.ROOT);
    return NAME.matcher(name).matches() && !Range.endsInNumber(name) && allowedNames.add(name);
  }

  private Range range(String entry) {
    try {
      return Range.parse(entry);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "EGRESS_ALLOW: \"%s\" is neither a host name like hooks.example.com nor a block of addresses like 10.1.0.0/16"
              .formatted(entry),
          e);
    }
  }

  private static Kind kind(String name, String cidr) {
    return new Kind(name, Range.parse(cidr));
  }
}
