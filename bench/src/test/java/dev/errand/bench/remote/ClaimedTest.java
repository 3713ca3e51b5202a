package dev.errand.bench.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimedTest {

  private static final String A = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";
  private static final String B = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d21";

  private static String item(String id, String token) {
    return "{\"task\":{\"id\":\"t\",\"execution_id\":\"x\"},\"execution\":{\"id\":\"%s\",\"attempt\":1},\"lease_token\":%s}"
        .formatted(id, token);
  }

  @Test
  void executions_and_their_tokens_are_found_in_an_answer() {
    var answer = "{\"items\":[%s,%s]}".formatted(item(A, "\"17\""), item(B, "18"));
    assertEquals(List.of(new Claimed(A, "\"17\""), new Claimed(B, "18")), Claimed.in(answer));
  }

  @Test
  void an_empty_answer_holds_none() {
    assertEquals(List.of(), Claimed.in("{\"items\":[]}"));
  }

  @Test
  void an_execution_without_a_token_is_an_error() {
    var answer = "{\"items\":[{\"execution\":{\"id\":\"%s\"}}]}".formatted(A);
    assertThrows(IllegalStateException.class, () -> Claimed.in(answer));
  }

  @Test
  void outcomes_name_each_execution_with_its_token() {
    var body = Claimed.outcomes(List.of(new Claimed(A, "\"17\""), new Claimed(B, "18")), "fail");
    assertEquals(
        "{\"outcomes\":[{\"execution_id\":\"%s\",\"lease_token\":\"17\",\"outcome\":\"fail\"},{\"execution_id\":\"%s\",\"lease_token\":18,\"outcome\":\"fail\"}]}"
            .formatted(A, B),
        body);
  }
}
