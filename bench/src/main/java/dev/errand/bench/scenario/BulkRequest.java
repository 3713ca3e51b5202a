package dev.errand.bench.scenario;

import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.service.Service;
import java.util.Collections;

/** A request that creates many tasks. */
final class BulkRequest {

  /** As many as the contract allows. */
  static final int TASKS = 500;

  private BulkRequest() {}

  /**
   * Tasks that are all alike.
   *
   * @param item one of them, as JSON
   */
  static RequestTemplate of(Service service, String item) {
    var json = "{\"items\":[%s]}".formatted(String.join(",", Collections.nCopies(TASKS, item)));
    return RequestTemplate.post(
        "/api/v1/tasks/bulk", service.host(), new RequestTemplate.Body(json, () -> 0));
  }
}
