package dev.errand.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PeerTest {

  @Test
  void its_driver_says_what_it_did_in_one_line_among_others() {
    var sample =
        Peer.parse("it", "a warning\n{\"count\":500,\"seconds\":2.5,\"wal_bytes\":1000}\n");
    assertEquals(200, sample.perSecond());
    assertEquals(1000, sample.walBytes());
  }

  @Test
  void a_driver_that_says_nothing_is_an_error() {
    assertThrows(IllegalStateException.class, () -> Peer.parse("it", "a warning"));
  }
}
