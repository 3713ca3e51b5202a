package dev.errand.api.exchange;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.exchange.ExchangeQuery.GetImport;
import io.vertx.core.Future;
import java.util.Map;

/** The operations on files of tasks. Thread-safe. */
public final class ExchangeEndpoints {

  private final Contract contract;
  private final TaskEndpoints.Means means;

  /** As the contract describes them. */
  public ExchangeEndpoints(Contract contract, TaskEndpoints.Means means) {
    this.contract = contract;
    this.means = means;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "exportTasks",
        TaskExport.ALWAYS_STREAMS,
        "importTasks",
        TaskExport.ALWAYS_STREAMS,
        "getImport",
        this::report);
  }

  /** Those that stream, by the same names. */
  public Map<String, Streaming> streaming() {
    return Map.of(
        "exportTasks", new TaskExport(means), "importTasks", new ImportUpload(contract, means));
  }

  private Future<Answer> report(Input input) {
    return means
        .bus()
        .request(new GetImport(input.caller().tenantId(), input.id("import_id")))
        .map(report -> Answer.ok(ImportJson.body(report)));
  }
}
