package dev.errand.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseTest {

  private final Response response = new Response();

  private boolean read(String text) {
    response.buffer().put(text.getBytes(StandardCharsets.UTF_8));
    return response.complete();
  }

  @Test
  void is_complete_when_the_body_is() {
    assertFalse(read("HTTP/1.1 201 Cre"));
    assertFalse(read("ated\r\ncontent-type: x\r\nContent-Length: 5\r\n\r"));
    assertFalse(read("\nab"));
    assertTrue(read("cde"));
    assertEquals(201, response.status());
  }

  @Test
  void may_have_no_body() {
    assertTrue(read("HTTP/1.1 204 No Content\r\nx: y\r\n\r\n"));
    assertEquals(204, response.status());
  }

  @Test
  void is_read_after_another() {
    assertTrue(read("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na"));
    response.reset();
    assertFalse(read("HTTP/1.1 422 No\r\ncontent-length: 2\r\n\r\na"));
    assertTrue(read("b"));
    assertEquals(422, response.status());
  }

  @Test
  void may_be_larger_than_the_buffer() {
    int room = response.buffer().capacity();
    var head = "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n".formatted(2 * room);
    assertFalse(read(head + "a".repeat(room - head.length())));
    assertFalse(read("a".repeat(room)));
    assertTrue(read("a".repeat(head.length())));
  }

  @Test
  void is_refused_in_chunks() {
    assertThrows(
        IllegalStateException.class,
        () -> read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
  }

  @Test
  void its_body_can_be_read_where_there_is_room_for_it() {
    assertTrue(read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"));
    assertEquals("hello", response.body());
  }
}
