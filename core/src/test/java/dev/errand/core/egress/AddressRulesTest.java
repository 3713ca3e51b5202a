package dev.errand.core.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  private static final AddressRules STRICT = new AddressRules(List.of());

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "10.1.2.3, private",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.168.1.1, private",
    "169.254.0.1, link-local",
    "169.254.169.254, cloud metadata",
    "169.254.170.2, cloud metadata",
    "100.100.100.200, cloud metadata",
    "168.63.129.16, cloud metadata",
    "192.0.0.192, cloud metadata",
    "fd00:ec2::254, cloud metadata",
    "100.64.0.1, carrier-grade NAT",
    "0.0.0.0, unspecified",
    "224.0.0.1, multicast",
    "255.255.255.255, broadcast",
    "240.0.0.1, reserved",
    "192.0.2.1, documentation",
    "198.51.100.1, documentation",
    "203.0.113.1, documentation",
    "198.18.0.1, benchmarking",
    "::, unspecified",
    "::1, loopback",
    "fe80::1, link-local",
    "fec0::1, site-local",
    "fc00::1, unique local",
    "fdff::1, unique local",
    "ff02::1, multicast",
    "2001:db8::1, documentation",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2, Teredo",
    "2002:7f00:1::, 6to4",
    "::127.0.0.1, IPv4-compatible",
    "::ffff:127.0.0.1, loopback",
    "64:ff9b::127.0.0.1, loopback",
    "64:ff9b::10.0.0.1, private",
    "64:ff9b:1::808:808, local NAT64",
    "4000::1, reserved"
  })
  void names_what_is_wrong_with_an_address(String address, String kind) throws Exception {
    InetAddress parsed = InetAddress.getByName(address);
    assertEquals(
        "the %s address %s".formatted(kind, parsed.getHostAddress()), STRICT.objection(parsed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2a00:1450:4001:82a::200e",
        "64:ff9b::8.8.8.8"
      })
  void has_nothing_against_public_addresses(String address) throws Exception {
    assertNull(STRICT.objection(InetAddress.getByName(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "2001::/32",
        "2001:db8::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8"
      })
  void refuses_every_address_of_a_special_block_also_inside_ipv6(String cidr) throws Exception {
    var random = new Random(42);
    for (InetAddress address : someOf(cidr, random)) {
      assertNotNull(STRICT.objection(address), address.toString());
      byte[] bytes = address.getAddress();
      if (bytes.length == 4) {
        assertNotNull(STRICT.objection(inIpv6("64ff9b0000000000000000", bytes)));
        assertNotNull(STRICT.objection(inIpv6("ffff", bytes)));
        assertNotNull(STRICT.objection(inIpv6("", bytes)));
      }
      assertNull(new AddressRules(List.of(cidr)).objection(address), address.toString());
    }
  }

  @Test
  void agrees_with_the_jdk_on_random_addresses() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
      random.nextBytes(bytes);
      InetAddress address = InetAddress.getByAddress(bytes);
      boolean special =
          address.isAnyLocalAddress()
              || address.isLoopbackAddress()
              || address.isLinkLocalAddress()
              || address.isSiteLocalAddress()
              || address.isMulticastAddress();
      if (special) {
        assertNotNull(STRICT.objection(address), address.toString());
      }
    }
  }

  @Test
  void allows_what_the_operator_lists() throws Exception {
    var rules = new AddressRules(List.of("10.1.0.0/16", "192.168.7.7", "fd12::/16", "Intra.Test"));

    assertNull(rules.objection(InetAddress.getByName("10.1.255.255")));
    assertNull(rules.objection(InetAddress.getByName("192.168.7.7")));
    assertNull(rules.objection(InetAddress.getByName("fd12::1")));
    assertNull(rules.objection(inIpv6("ffff", new byte[] {10, 1, 0, 1})));
    assertNotNull(rules.objection(InetAddress.getByName("10.2.0.0")));
    assertNotNull(rules.objection(InetAddress.getByName("192.168.7.8")));
    assertNotNull(rules.objection(InetAddress.getByName("fd13::1")));
    assertTrue(rules.allowsName("intra.test"));
    assertFalse(rules.allowsName("sub.intra.test"));
    assertFalse(rules.allowsName("test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "::1/129",
        "10.0.0/8",
        "10.0.0.0/",
        "300.1.1.1",
        "127.1",
        "0x7f.0x1",
        "",
        "http://host",
        "host:80",
        "*.example.com",
        "-host",
        "2130706433",
        "1.2.3.4/-1"
      })
  void refuses_an_entry_that_is_no_name_and_no_block(String entry) {
    var e = assertThrows(IllegalArgumentException.class, () -> new AddressRules(List.of(entry)));
    assertEquals(
        "EGRESS_ALLOW: \"%s\" is neither a host name like hooks.example.com nor a block of addresses like 10.1.0.0/16"
            .formatted(entry),
        e.getMessage());
  }

  /** The first, the last, and some in between. */
  private static List<InetAddress> someOf(String cidr, Random random) throws Exception {
    int slash = cidr.indexOf('/');
    byte[] base = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
    int free = base.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
    BigInteger first = new BigInteger(1, base);
    BigInteger last = first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
    var addresses = new ArrayList<InetAddress>();
    addresses.add(address(first, base.length));
    addresses.add(address(last, base.length));
    for (int i = 0; i < 200; i++) {
      addresses.add(address(first.add(new BigInteger(free, random)), base.length));
    }
    return addresses;
  }

  private static InetAddress inIpv6(String prefix, byte[] ipv4) throws UnknownHostException {
    BigInteger high = prefix.isEmpty() ? BigInteger.ZERO : new BigInteger(prefix, 16);
    BigInteger value = high.shiftLeft(32).add(new BigInteger(1, ipv4));
    return address(value, 16);
  }

  private static InetAddress address(BigInteger value, int length) throws UnknownHostException {
    byte[] digits = value.toByteArray();
    byte[] bytes = new byte[length];
    int count = Math.min(digits.length, length);
    System.arraycopy(digits, digits.length - count, bytes, length - count, count);
    return InetAddress.getByAddress(bytes);
  }
}
