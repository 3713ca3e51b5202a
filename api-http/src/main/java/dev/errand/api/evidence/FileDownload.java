package dev.errand.api.evidence;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.EntityTag;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.bus.Bus;
import dev.errand.core.evidence.Evidence;
import dev.errand.core.evidence.EvidenceFile;
import dev.errand.core.evidence.EvidenceQuery.GetEvidence;
import dev.errand.core.evidence.EvidenceQuery.ReadFile;
import dev.errand.core.evidence.FileKey;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends files, piece after piece, each read when the one before is on its way: no more than one is
 * in memory. A file never changes, so its hash is its tag. Thread-safe.
 */
final class FileDownload implements Streaming {

  /** Stands in for an endpoint: {@link #takes} every request. */
  static final Endpoint ALWAYS_STREAMS =
      input -> Future.failedFuture(new IllegalStateException("files are streamed"));

  private static final Answer WRITTEN = Answer.empty(200);

  private final Bus bus;

  FileDownload(Bus bus) {
    this.bus = bus;
  }

  @Override
  public boolean takes(HttpServerRequest request) {
    return true;
  }

  @Override
  public Future<Answer> handle(
      Input input, HttpServerRequest request, Future<Optional<Answer>> turn) {
    request.resume();
    return bus.request(
            new GetEvidence(
                EvidenceEndpoints.key(input), input.id("evidence_id"), input.caller().sight()))
        .compose(evidence -> answer(input, evidence, request));
  }

  private Future<Answer> answer(Input input, Evidence evidence, HttpServerRequest request) {
    var file = evidence.file();
    if (file == null) {
      throw new Problem.NotFound("file", "evidence_id", evidence.id().toString());
    }
    var tag = '"' + file.sha256() + '"';
    var known = input.header("If-None-Match");
    if (EntityTag.any(known) || EntityTag.in(known, true).contains(tag)) {
      return Future.succeededFuture(Answer.empty(304).with("ETag", tag));
    }
    boolean head = request.method().equals(HttpMethod.HEAD);
    // Ranges are for GET alone.
    var range = range(head ? null : input.header("Range"), input, file, tag);
    long size = range.end() - range.first();
    var response = request.response();
    // Read before anything is said of it: what cannot be read is answered as an error.
    return (size == 0
            ? Future.succeededFuture(Buffer.buffer())
            : bus.request(new ReadFile(file.key(), range.first())))
        .compose(
            read -> {
              describe(response, evidence, file, tag);
              if (range.whole()) {
                response.setStatusCode(200);
              } else {
                response
                    .setStatusCode(206)
                    .putHeader(
                        HttpHeaders.CONTENT_RANGE,
                        "bytes %d-%d/%d".formatted(range.first(), range.end() - 1, file.size()));
              }
              response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(size));
              return head ? response.end().map(WRITTEN) : write(response, file, read, range);
            });
  }

  private static ByteRange range(
      @Nullable String asked, Input input, EvidenceFile file, String tag) {
    var condition = input.header("If-Range");
    // Dates never match: the file has no date of its own.
    boolean applies = condition == null || condition.strip().equals(tag);
    return ByteRange.of(applies ? asked : null, file.size())
        .orElseThrow(
            () ->
                new HttpProblem(
                        416,
                        "range_not_satisfiable",
                        "The file has %d bytes; the range must begin within".formatted(file.size()))
                    .with("size", file.size())
                    .withHeader("Content-Range", "bytes */" + file.size())
                    .withHeader("Accept-Ranges", "bytes"));
  }

  /** As a file to be saved: whatever somebody uploaded is not shown as a page of this service. */
  private static void describe(
      HttpServerResponse response, Evidence evidence, EvidenceFile file, String tag) {
    var name = file.name() == null ? "evidence-" + evidence.id() : file.name();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType())
        .putHeader(HttpHeaders.CONTENT_DISPOSITION, FileName.attachment(name))
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
        .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        // Compressed, it would have other ranges.
        .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", "sandbox; default-src 'none'");
  }

  private Future<Answer> write(
      HttpServerResponse response, EvidenceFile file, Buffer first, ByteRange range) {
    var done = Promise.<Answer>promise();
    write(new Sending(response, file.key(), done), first, range);
    return done.future();
  }

  /** One promise for all pieces: a chain of futures would end in a call for each at once. */
  private record Sending(HttpServerResponse response, FileKey key, Promise<Answer> done) {}

  /** The next piece that was read, of those up to the end of the range. */
  private void write(Sending sending, Buffer read, ByteRange rest) {
    var piece = read.slice(0, (int) Math.min(read.length(), rest.end() - rest.first()));
    var left = new ByteRange(rest.first() + piece.length(), rest.end(), rest.whole());
    if (left.first() >= left.end()) {
      // Nobody may be there any more to be told.
      sending.response().end(piece).onComplete(ended -> sending.done().complete(WRITTEN));
      return;
    }
    sending
        .response()
        .write(piece)
        .onComplete(
            written -> {
              if (written.failed() || sending.response().closed()) {
                sending.done().complete(WRITTEN);
              } else {
                bus.request(new ReadFile(sending.key(), left.first()))
                    .onSuccess(next -> write(sending, next, left))
                    .onFailure(sending.done()::fail);
              }
            });
  }
}
