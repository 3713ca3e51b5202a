package dev.errand.app.consul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceTest {

  @Test
  void cuts_long_meta_values_at_a_comma() {
    String routes = "/api/v1/tasks,".repeat(40);
    Instance instance = instance("127.0.0.1").describing(Map.of("routes", routes));
    assertEquals(Map.of("routes", "/api/v1/tasks,".repeat(35) + "/api/v1/tasks"), instance.meta());
  }

  @Test
  void cuts_a_long_word_anyway() {
    Instance instance = instance("127.0.0.1").describing(Map.of("word", "x".repeat(513)));
    assertEquals(Map.of("word", "x".repeat(512)), instance.meta());
  }

  @Test
  void writes_an_ipv6_address_in_brackets_for_the_check() {
    assertEquals(
        "http://[::1]:8211/health", instance("::1").registration().getCheckOptions().getHttp());
  }

  @Test
  void keeps_its_id_when_it_starts_again() {
    assertEquals("task_service-box-8211", instance("10.0.0.1").id());
  }

  @Test
  void is_checked_over_tls_where_it_is_served_so() {
    var check = instance("127.0.0.1").overTls().registration().getCheckOptions();
    assertEquals("https://127.0.0.1:8211/health", check.getHttp());
    assertTrue(check.isTlsSkipVerify());
  }

  private static Instance instance(String address) {
    return Instance.of("task_service", "box", address, 8211);
  }
}
