package dev.errand.api.evidence;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.evidence.Evidence;
import dev.errand.core.evidence.EvidenceCommand.AddEvidence;
import dev.errand.core.evidence.EvidenceCommand.RemoveEvidence;
import dev.errand.core.evidence.EvidenceQuery.GetEvidence;
import dev.errand.core.evidence.EvidenceQuery.ListEvidence;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The operations on evidence. Thread-safe. */
public final class EvidenceEndpoints {

  private final Contract contract;
  private final Bus bus;

  /** As the contract describes them. */
  public EvidenceEndpoints(Contract contract, Bus bus) {
    this.contract = contract;
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "addEvidence", new Addition(),
        "listEvidence", this::list,
        "getEvidence", this::get,
        "removeEvidence", this::remove,
        "getEvidenceFile", FileDownload.ALWAYS_STREAMS);
  }

  /** Those that stream, by the same names. */
  public Map<String, Streaming> streaming() {
    return Map.of(
        "addEvidence", new FileUpload(contract.shape("FileDescription"), bus),
        "getEvidenceFile", new FileDownload(bus));
  }

  /** Adds what is described by JSON. */
  private final class Addition implements Endpoint {

    @Override
    public Future<Answer> handle(Input input) {
      var evidence = EvidenceInput.read(input.body(), null);
      var misplaced = misplaced(input);
      if (!misplaced.isEmpty()) {
        throw new Problem.Invalid(misplaced);
      }
      return input
          .once(
              id -> bus.request(new GetEvidence(key(input), id, input.caller().sight())),
              id -> bus.request(new AddEvidence(key(input), id, evidence, input.caller())))
          .map(EvidenceEndpoints::added);
    }

    @Override
    public List<Violation> further(Input rest, Set<String> faulty) {
      var problems = new ArrayList<>(EvidenceInput.problems(rest.body(), null, faulty));
      problems.addAll(misplaced(rest));
      return problems;
    }
  }

  /** Parameters that describe a body which cannot describe itself, given to one that can. */
  static List<Violation> misplaced(Input input) {
    return FileUpload.DESCRIBING.stream()
        .filter(name -> input.value(name) != null)
        .map(
            name ->
                new Violation(
                    List.of("query", name),
                    "is for a body that is the file itself; say it in the body",
                    "misplaced"))
        .toList();
  }

  static Answer added(Evidence evidence) {
    return Answer.of(201, EvidenceJson.body(evidence))
        .with("Location", EvidenceJson.path(evidence));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetEvidence(key(input), input.id("evidence_id"), input.caller().sight()))
        .map(found -> Answer.ok(EvidenceJson.body(found)));
  }

  /** The first 100 of a task, beside it. */
  public Expansion expansion() {
    return input ->
        bus.request(new ListEvidence(key(input), null, 100, input.caller().sight()))
            .map(page -> json -> json.objects("evidence", page.items(), EvidenceJson::write));
  }

  private Future<Answer> list(Input input) {
    var cursor = input.text("cursor");
    var after = cursor == null ? null : UUID.fromString(cursor);
    return bus.request(
            new ListEvidence(key(input), after, input.integer("limit"), input.caller().sight()))
        .map(
            page ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", page.items(), EvidenceJson::write)
                                .integer("limit", input.integer("limit"))
                                .id("next_cursor", page.next()))));
  }

  private Future<Answer> remove(Input input) {
    return bus.request(new RemoveEvidence(key(input), input.id("evidence_id"), input.caller()))
        .map(removed -> Answer.empty(204));
  }

  static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
