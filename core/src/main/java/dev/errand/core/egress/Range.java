package dev.errand.core.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block of IP addresses of one family, such as {@code 10.0.0.0/8} or {@code fc00::/7}. */
final class Range {

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

  private final byte[] base;
  private final int bits;

  private Range(byte[] base, int bits) {
    this.base = base;
    this.bits = bits;
  }

  /**
   * Reads an address, which is a block of one, or a block in CIDR notation.
   *
   * @throws IllegalArgumentException saying what a block looks like
   */
  static Range parse(String text) {
    int slash = text.indexOf('/');
    byte[] base = literal(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int bits = slash < 0 ? base.length * 8 : prefixLength(text, slash);
    if (bits > base.length * 8) {
      throw malformed(text);
    }
    return new Range(base, bits);
  }

  /** The address that a host of a URL is; null if it is a name. */
  static @Nullable InetAddress literalHost(String host) {
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return literal("127.0.0.1"); // A name that is never looked up (RFC 6761).
    }
    var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return isLiteral(bare) ? literal(bare) : null;
  }

  /** Whether the text is an IPv4 address in its usual form of four decimal numbers, or IPv6. */
  static boolean isLiteral(String text) {
    return IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
  }

  /**
   * Whether the text, in lower case, is to be read as an IPv4 address and never as a name, by the
   * rule of the WHATWG: resolvers take forms like 127.1, 0x7f000001 and 2130706433 too.
   */
  static boolean endsInNumber(String text) {
    return NUMERIC_END.matcher(text).matches();
  }

  boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != base.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (other[i] != base[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((other[whole] ^ base[whole]) & 0xff) >> (8 - rest) == 0;
  }

  private static InetAddress literal(String text) {
    if (!isLiteral(text)) {
      throw malformed(text);
    }
    try {
      return InetAddress.getByName(text); // A literal is never looked up.
    } catch (UnknownHostException e) {
      throw malformed(text);
    }
  }

  private static int prefixLength(String text, int slash) {
    String length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}")) {
      throw malformed(text);
    }
    return Integer.parseInt(length);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\"%s\" is no block of IP addresses: give one like 10.1.0.0/16, 10.1.2.3 or fd00::/8"
            .formatted(text));
  }
}
