package dev.errand.core.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Http;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://256.0.0.1/",
        "http:///path",
        "http://a_b.test/"
      })
  void refuses_hosts_in_unusual_forms(String url) {
    String message = refusal(url);
    assertTrue(message.endsWith("or an IPv6 address in brackets"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://host/", "gopher://host/", "jar:http://x!/"})
  void refuses_other_schemes(String url) {
    assertTrue(refusal(url).endsWith("may not be called, only http and https"));
  }

  @Test
  void refuses_credentials_and_trailing_dots_and_impossible_ports() {
    assertTrue(refusal("http://user:secret@host/").contains("Authorization header"));
    assertEquals(
        "The host \"localhost.\" ends in a dot: write it without", refusal("http://localhost./"));
    assertEquals("host has the port 0; ports are 1 to 65535", refusal("http://host:0/"));
    assertEquals("host has the port 70000; ports are 1 to 65535", refusal("http://host:70000/"));
  }

  @Test
  void keeps_path_and_query_as_they_were_written() throws Exception {
    var target = Target.of(URI.create("HTTPS://Host.Test/a%20b?q=%2F#fragment"));
    assertEquals("/a%20b?q=%2F", target.path());
    assertEquals("https://host.test/a%20b?q=%2F", target.uri().toString());
    assertEquals("/?q", Target.of(URI.create("http://host?q")).path());
  }

  @Test
  void shows_no_path_in_messages() throws Exception {
    var target = Target.of(URI.create("https://host:8443/bot-token?key=secret"));
    assertEquals("https://host:8443/", target.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "/x, http://a.test/x",
    "x, http://a.test/dir/x",
    "../x, http://a.test/x",
    "?p=1, http://a.test/dir/file?p=1",
    "//b.test/x, http://b.test/x",
    "https://b.test, https://b.test/",
    "'/with space/ü', http://a.test/with%20space/%FC",
  })
  void resolves_the_locations_of_redirects(String location, String expected) throws Exception {
    var from = Target.of(URI.create("http://a.test/dir/file?q=1"));
    assertEquals(expected, from.redirectedTo(location).uri().toString());
  }

  @Test
  void refuses_redirects_that_give_up_encryption() throws Exception {
    var from = Target.of(URI.create("https://a.test/"));
    var e = assertThrows(Http.Refused.class, () -> from.redirectedTo("http://a.test/"));
    assertEquals(
        "https://a.test/ redirects to http://a.test/, which is not encrypted: only https may follow https",
        e.getMessage());
  }

  private static String refusal(String url) {
    return String.valueOf(
        assertThrows(Http.Refused.class, () -> Target.of(URI.create(url))).getMessage());
  }
}
