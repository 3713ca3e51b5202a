package dev.errand.events.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  /** The one that the libraries of Standard Webhooks are tested with. */
  @Test
  void agrees_with_the_published_test_vector() {
    assertEquals(
        SIGNED, Signature.of(List.of(SECRET), ID, 1_614_265_330, "{\"test\": 2432232314}"));
  }

  @Test
  void takes_the_bytes_of_a_secret_without_its_prefix_too() {
    var bare = SECRET.substring("whsec_".length());
    assertEquals(SIGNED, Signature.of(List.of(bare), ID, 1_614_265_330, "{\"test\": 2432232314}"));
  }

  @Test
  void signs_with_each_secret_while_one_is_being_replaced() {
    var other = "whsec_" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
    var both = Signature.of(List.of(other, SECRET), ID, 1_614_265_330, "{\"test\": 2432232314}");
    assertEquals(2, both.split(" ", -1).length);
    assertEquals(SIGNED, both.split(" ", -1)[1]);
  }
}
