package dev.errand.core.egress;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.executor.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ways to smuggle in a private address, for all who call URLs that others chose: executors
 * ({@code send}), look-ups and notifications ({@code sendAsync}), webhooks and relays (the rules
 * for receivers, and their look at a URL before it is kept).
 */
class EgressTrickTest {

  private static EgressLab tasks;
  private static EgressLab receivers;

  @BeforeAll
  static void open() {
    tasks = new EgressLab(unused -> EgressSettings.USUAL);
    receivers =
        new EgressLab(unused -> EgressSettings.USUAL.forReceivers(Duration.ofSeconds(15), 1024));
  }

  @AfterAll
  static void close() {
    tasks.close();
    receivers.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.255.255.254/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://100.100.100.200/latest/meta-data",
        "http://169.254.169.254/latest/meta-data",
        "http://192.0.0.192/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25lo]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://127.0.0.1./",
        "http://public.test@127.0.0.1/",
        "http://127.0.0.1:80@public.test/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "https://[::1]:8443/#@public.test",
        "file:///etc/passwd",
        "ftp://public.test/",
        "gopher://public.test:70/",
        "jar:http://public.test/x.jar!/",
        "data:text/plain,x"
      })
  void an_address_in_whatever_form_is_refused_before_it_is_called_and_before_it_is_kept(
      String url) {
    requireRefused(url);
    assertNotNull(EgressSettings.USUAL.objection(url), url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "fe80::1",
        "fd00::1",
        "ff02::1"
      })
  void a_name_that_leads_there_is_refused_even_beside_a_public_address(String address) {
    for (var lab : List.of(tasks, receivers)) {
      lab.names.put("trick.test", List.of(address));
      lab.names.put("mixed.test", List.of("93.184.215.14", address));
    }
    requireRefused("http://trick.test/");
    requireRefused("https://mixed.test/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/", "http://LOCALHOST:8211/", "https://localhost./"})
  void the_local_machine_is_refused_by_its_name(String url) {
    requireRefused(url);
  }

  private static void requireRefused(String url) {
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(URI.create(url)).build();
    } catch (IllegalArgumentException nobodyCanCallIt) {
      return;
    }
    for (var lab : List.of(tasks, receivers)) {
      assertThrows(Http.Refused.class, () -> lab.egress().send(request), url);
      var answer = lab.egress().sendAsync(request);
      assertThrows(Http.Refused.class, () -> answer.await(60, SECONDS), url);
    }
  }
}
