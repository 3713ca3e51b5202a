package dev.errand.api.exchange;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Repetitions;
import dev.errand.api.endpoint.Streaming;
import dev.errand.api.problem.HttpProblem;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.exchange.ExchangeCommand.NoteImport;
import dev.errand.core.exchange.ImportReport;
import dev.errand.core.exchange.ImportStatus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Receives files of tasks, and imports them on threads of their own. Thread-safe. */
final class ImportUpload implements Streaming {

  private static final Set<String> CSV = Set.of("text/csv", "application/csv");
  private static final Set<String> JSON =
      Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");
  private static final long PATIENCE_MILLIS = 20_000;
  private static final int AT_ONCE = 4;

  private final TaskEndpoints.Means means;
  private final Drafting drafting;
  private final AtomicInteger running = new AtomicInteger();

  ImportUpload(Contract contract, TaskEndpoints.Means means) {
    this.means = means;
    drafting = new Drafting(contract, means);
  }

  @Override
  public boolean takes(HttpServerRequest request) {
    return true;
  }

  @Override
  public Future<Answer> handle(
      Input input, HttpServerRequest request, Future<Optional<Answer>> turn) {
    boolean json = isJson(request);
    boolean packed = isPacked(request);
    if (running.incrementAndGet() > AT_ONCE) {
      running.decrementAndGet();
      throw new Problem.Unavailable(
          "%d imports are under way here; try again when one has ended".formatted(AT_ONCE));
    }
    var context = Vertx.currentContext();
    return StagedFile.receive(context, request, packed)
        .onFailure(failed -> running.decrementAndGet())
        .compose(
            file ->
                turn.onFailure(failed -> ended(file))
                    .compose(
                        first ->
                            first.isPresent()
                                ? repeated(first.get(), file)
                                : start(context, input, file, json)));
  }

  private void ended(StagedFile file) {
    running.decrementAndGet();
    try {
      file.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The first answer, if it was to the same file. */
  private Future<Answer> repeated(Answer first, StagedFile file) {
    ended(file);
    var body = new JsonObject(java.util.Objects.requireNonNull(first.body()));
    return file.size().sha256().equals(body.getString("sha256"))
        ? Future.succeededFuture(first)
        : Future.failedFuture(Repetitions.reused());
  }

  private Future<Answer> start(Context context, Input input, StagedFile file, boolean json) {
    var claim = input.claim();
    var order =
        new ImportRun.Order(
            means.ids().or(claim == null ? null : claim.id()),
            file,
            json,
            dates(input.required("date_order")),
            input.dryRun(),
            input.caller());
    var run = new ImportRun(means.bus(), drafting, means.clock(), order);
    return means
        .bus()
        .request(new NoteImport(run.report()))
        .onFailure(failed -> ended(file))
        .compose(noted -> answer(context, run, run(context, run, file)));
  }

  private static SheetTimes.@Nullable Order dates(String word) {
    return word.equals("auto") ? null : SheetTimes.Order.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private Future<ImportReport> run(Context context, ImportRun run, StagedFile file) {
    var done = Promise.<ImportReport>promise();
    Thread.ofVirtual()
        .name("import")
        .start(
            () -> {
              try {
                var report = run.run();
                context.runOnContext(back -> done.complete(report));
              } catch (RuntimeException | IOException failed) {
                context.runOnContext(back -> done.fail(failed));
              } finally {
                ended(file);
              }
            });
    return done.future();
  }

  /** With the report, when it is there, or with what there is of it after a while. */
  private Future<Answer> answer(Context context, ImportRun run, Future<ImportReport> done) {
    var begun = run.report();
    var answer = Promise.<Answer>promise();
    long timer =
        context
            .owner()
            .setTimer(PATIENCE_MILLIS, late -> answer.tryComplete(ImportJson.answer(202, begun)));
    done.onComplete(
        report -> {
          context.owner().cancelTimer(timer);
          if (report.status() == ImportStatus.REFUSED) {
            answer.tryFail(refusal(run.findings()));
          } else {
            answer.tryComplete(ImportJson.answer(200, report));
          }
        },
        failure -> {
          context.owner().cancelTimer(timer);
          answer.tryFail(failure);
        });
    return answer.future();
  }

  private static Problem refusal(List<Finding> findings) {
    return new Problem.Invalid(
        "unreadable_file", findings.stream().map(ImportUpload::violation).toList());
  }

  private static Violation violation(Finding finding) {
    var loc = new ArrayList<Object>(List.of("body", finding.line()));
    Optional.ofNullable(finding.column()).ifPresent(loc::add);
    Optional.ofNullable(finding.field()).ifPresent(loc::add);
    return new Violation(List.copyOf(loc), finding.msg(), finding.code());
  }

  private static boolean isJson(HttpServerRequest request) {
    var header = String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
    var type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!CSV.contains(type) && !JSON.contains(type)) {
      throw new HttpProblem(
          415,
          "unsupported_media_type",
          "The Content-Type must be text/csv or application/x-ndjson, not " + type);
    }
    return JSON.contains(type);
  }

  private static boolean isPacked(HttpServerRequest request) {
    var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return false;
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      throw new HttpProblem(
              415, "unsupported_media_type", "The Content-Encoding must be gzip, not " + encoding)
          .withHeader("Accept-Encoding", "gzip");
    }
    return true;
  }
}
