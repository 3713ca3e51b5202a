package dev.errand.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.bench.load.RequestTemplate.Body;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {

  private static String next(RequestTemplate template) {
    var buffer = ByteBuffer.allocate(template.length());
    template.fill(buffer);
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }

  @Test
  void each_request_carries_another_number() {
    var template = RequestTemplate.get("/t/0-####", "h:1", new AtomicLong(254)::incrementAndGet);
    assertEquals("GET /t/0-00ff HTTP/1.1\r\nHost: h:1\r\n\r\n", next(template));
    assertEquals("GET /t/0-0100 HTTP/1.1\r\nHost: h:1\r\n\r\n", next(template));
  }

  @Test
  void a_body_comes_with_its_length_in_bytes() {
    var template = RequestTemplate.post("/t", "h:1", new Body("{\"é\":1}", () -> 0));
    assertEquals(
        "POST /t HTTP/1.1\r\nHost: h:1\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"é\":1}",
        next(template));
  }
}
