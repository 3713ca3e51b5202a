package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.Intrusion.Who;
import dev.errand.api.identity.AccessSettings;
import dev.errand.core.identity.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tenants attacked: what one tenant has, another cannot tell from what is not there. */
class ForeignIdTest {

  /** Some of the places of ids that lie deeper in a body. */
  private static final List<String> WITHIN =
      List.of(
          "POST /tasks/bulk items.0.site_id",
          "POST /tasks/bulk items.0.parent_id",
          "POST /tasks/bulk items.0.depends_on",
          "POST /tasks/bulk items.0.unique_key",
          "POST /tasks/bulk defaults.site_id",
          "POST /tasks/bulk-actions filter.site_id",
          "POST /queue/outcomes items.0.execution_id",
          "POST /schedules task_id",
          "POST /schedules task.site_id",
          "POST /schedules task.parent_id",
          "POST /schedules task.depends_on");

  @Test
  void every_operation_answers_a_foreign_id_like_an_unknown_one() {
    try (var api = new ApiFixture(AccessSettings.gateway(List.of("127.0.0.1"), null), root -> {})) {
      var theirs = Belongings.of(api, "victim", "theirs");
      var own = Belongings.of(api, "intruder", "mine");
      var rows = new Rows(api.core.database, "r.tenant_id = 'victim'");
      var before = rows.read();
      assertTrue(before.size() > 10, before::toString);
      var intrusion = new Intrusion(api, new Who("intruder", "eve", slot -> true), own, theirs);
      for (var place : WITHIN) {
        assertTrue(intrusion.places().contains(place), place);
      }
      int calls = intrusion.asEverybody(List.of(Role.values()));
      assertTrue(calls > 1000, () -> "only " + calls);
      assertEquals(before, rows.read());
    }
  }
}
