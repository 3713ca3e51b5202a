package dev.errand.api.evidence;

import static java.util.Objects.requireNonNull;

import dev.errand.api.contract.Shape;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Inflow;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Repetitions;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.bus.Bus;
import dev.errand.core.evidence.Evidence;
import dev.errand.core.evidence.EvidenceCommand.AppendPiece;
import dev.errand.core.evidence.EvidenceCommand.DropFile;
import dev.errand.core.evidence.EvidenceCommand.KeepFile;
import dev.errand.core.evidence.EvidenceCommand.OpenFile;
import dev.errand.core.evidence.EvidenceFile;
import dev.errand.core.evidence.EvidenceQuery.GetEvidence;
import dev.errand.core.evidence.FileKey;
import dev.errand.core.evidence.NewEvidence;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Receives files: in a form, or as the body itself. Thread-safe. */
final class FileUpload implements Streaming {

  /** The parameters that describe a file which is the body itself. */
  static final List<String> DESCRIBING = List.of("kind", "captured_at", "lat", "lon", "file_name");

  /** What a form may have besides the file: fields, heads and boundaries. */
  private static final long FORM_OVERHEAD = 64L * 1024;

  private static final Future<Optional<FileKey>> NO_FILE = Future.succeededFuture(Optional.empty());

  private final Shape description;
  private final Bus bus;

  /** The fields of forms look like the description. */
  FileUpload(Shape description, Bus bus) {
    this.description = description;
    this.bus = bus;
  }

  @Override
  public boolean takes(HttpServerRequest request) {
    var type = MediaType.name(request.getHeader(HttpHeaders.CONTENT_TYPE));
    return type != null && (type.equals(MediaType.FORM) || MediaType.isFile(type));
  }

  @Override
  public Future<Answer> handle(
      Input input, HttpServerRequest request, Future<Optional<Answer>> turn) {
    var body = body(input, request);
    requirePlain(request);
    requireShort(request);
    var inflow = Inflow.of(request);
    inflow.stop();
    var arriving = new FileReceiver.Arriving(request, inflow, body);
    var first = turn.compose(answered -> answered.isPresent() ? turn : earlier(input));
    var opening = first.compose(there -> there.isPresent() ? NO_FILE : opened(input));
    return new FileReceiver(arriving, opening.map(file -> sink(input, file)))
        .receive()
        .compose(
            whole ->
                first.result().isPresent()
                    ? repeated(input, first.result().get(), body, whole)
                    : keep(input, opening.result().orElseThrow(), body, whole))
        .recover(
            failure ->
                opening.succeeded() && opening.result().isPresent()
                    ? bus.request(new DropFile(opening.result().get()))
                        .transform(dropped -> Future.failedFuture(failure))
                    : Future.failedFuture(failure))
        .onComplete(done -> inflow.go());
  }

  private Future<Optional<Answer>> earlier(Input input) {
    return input
        .earlier(
            id ->
                bus.request(
                    new GetEvidence(EvidenceEndpoints.key(input), id, input.caller().sight())))
        .map(found -> found.map(EvidenceEndpoints::added));
  }

  private Future<Optional<FileKey>> opened(Input input) {
    return bus.request(new OpenFile(EvidenceEndpoints.key(input), input.caller()))
        .map(Optional::of);
  }

  /** Without a file, or if it is not to be kept, what arrives is only looked at. */
  private FileReceiver.Sink sink(Input input, Optional<FileKey> file) {
    return (offset, piece) ->
        file.isPresent() && !input.dryRun()
            ? bus.request(new AppendPiece(file.get(), offset, piece))
            : Future.succeededFuture();
  }

  private Future<Answer> keep(Input input, FileKey key, FileBody body, FileReceiver.Whole whole) {
    var claim = input.claim();
    return bus.request(
            new KeepFile(
                EvidenceEndpoints.key(input),
                claim == null ? null : claim.id(),
                described(body, whole),
                file(key, body, whole),
                input.caller()))
        .map(EvidenceEndpoints::added);
  }

  private static EvidenceFile file(FileKey key, FileBody body, FileReceiver.Whole whole) {
    return new EvidenceFile(key, body.fileName(), body.mediaType(), whole.size(), whole.sha256());
  }

  /** The first answer, if what has arrived now would have been answered the same. */
  private Future<Answer> repeated(
      Input input, Answer first, FileBody body, FileReceiver.Whole whole) {
    var there = new JsonObject(requireNonNull(first.body()));
    var id = UUID.fromString(there.getString("id"));
    var caller = input.caller();
    var now =
        new Evidence(
            EvidenceEndpoints.key(input),
            id,
            described(body, whole),
            file(new FileKey(caller.tenantId(), id, "nowhere"), body, whole),
            caller.userId(),
            Instant.parse(there.getString("created_at")));
    return new JsonObject(EvidenceJson.body(now)).equals(there)
        ? Future.succeededFuture(first)
        : Future.failedFuture(Repetitions.reused());
  }

  private FileBody body(Input input, HttpServerRequest request) {
    var header = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
    var type = String.valueOf(MediaType.name(header));
    if (type.equals(MediaType.FORM)) {
      requireNoParameters(input);
      var boundary = MediaType.boundary(header);
      if (boundary == null) {
        throw HttpProblem.badRequest(
            "malformed_multipart", "The Content-Type multipart/form-data has no boundary");
      }
      return new FormBody(boundary);
    }
    var members = new JsonObject();
    for (var name : DESCRIBING) {
      if (!name.equals("file_name") && input.value(name) != null) {
        members.put(name, input.value(name));
      }
    }
    // Before anything is received.
    EvidenceInput.read(members, type);
    var disposition = request.getHeader(HttpHeaders.CONTENT_DISPOSITION);
    var named = input.text("file_name");
    var name = named != null ? named : disposition == null ? null : PartHead.fileName(disposition);
    return new PlainBody(type, FileName.harmless(name), members);
  }

  private static void requireNoParameters(Input input) {
    var misplaced = EvidenceEndpoints.misplaced(input);
    if (!misplaced.isEmpty()) {
      throw new Problem.Invalid(misplaced);
    }
  }

  private NewEvidence described(FileBody body, FileReceiver.Whole whole) {
    var checked = description.check(body.members(), List.of("body"));
    var problems = new ArrayList<>(checked.violations());
    checked.faulty().forEach(checked.object()::remove);
    problems.addAll(EvidenceInput.problems(checked.object(), body.mediaType(), checked.faulty()));
    if (whole.size() == 0) {
      problems.add(Violation.ofBody("file", "must not be empty", "empty"));
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return EvidenceInput.read(checked.object(), body.mediaType());
  }

  private static void requirePlain(HttpServerRequest request) {
    var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new HttpProblem(
              415,
              "unsupported_media_type",
              "The body must not be compressed, but it is " + encoding)
          .withHeader("Accept-Encoding", "identity");
    }
  }

  /** What is too large by its own word is not received at all. */
  private static void requireShort(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean form =
        MediaType.FORM.equals(MediaType.name(request.getHeader(HttpHeaders.CONTENT_TYPE)));
    try {
      if (length != null
          && Long.parseLong(length) > FileReceiver.LIMIT + (form ? FORM_OVERHEAD : 0)) {
        throw FileReceiver.tooLarge();
      }
    } catch (NumberFormatException e) {
      throw HttpProblem.badRequest("header_invalid", "The header Content-Length is not a length");
    }
  }
}
