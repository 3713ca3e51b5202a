package dev.errand.api.evidence;

import dev.errand.api.endpoint.Inflow;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.evidence.FileStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Takes the file out of a body and to where it is wanted. The connection is read again only if what
 * that may bring, and what is not safe yet, are 64 KiB at most. Confined to one event loop, for one
 * request.
 */
final class FileReceiver {

  /** The largest file, in bytes. */
  static final long LIMIT = 25L * 1024 * 1024;

  /** What may be in memory, in bytes. */
  private static final int MOST = 64 * 1024;

  private final HttpServerRequest request;
  private final FileBody body;
  private final Future<Sink> opening;
  private final Inflow inflow;
  private final Context context = Vertx.currentContext();
  private final MessageDigest digest = sha256();
  private final Promise<Void> received = Promise.promise();

  /** All that is done with the file, one thing after the other; fails with the first that fails. */
  private Future<Void> appending;

  private Buffer outgoing = Buffer.buffer();
  private long size;
  private long appended;
  private boolean ended;
  private boolean settling;

  /** What it works on: a paused request that the connection reads no further, and its parts. */
  record Arriving(HttpServerRequest request, Inflow inflow, FileBody body) {}

  /** Where a file goes, piece by piece. */
  interface Sink {

    /** Whoever appends waits until this is done; the offset is how much there is already. */
    Future<Void> append(long offset, Buffer piece);
  }

  /** Nothing is read before the sink is there. */
  FileReceiver(Arriving arriving, Future<Sink> opening) {
    request = arriving.request();
    inflow = arriving.inflow();
    body = arriving.body();
    this.opening = opening;
    appending = opening.mapEmpty();
  }

  /** What there is of a file that was received whole. */
  record Whole(long size, String sha256) {}

  /** Ends, one way or the other, when nothing is appended any more. */
  Future<Whole> receive() {
    request
        .exceptionHandler(lost -> received.tryFail(stopped()))
        .endHandler(end -> finish())
        .handler(this::take);
    appending.onComplete(open -> readOn(), received::tryFail);
    return received
        .future()
        .transform(
            ended ->
                appending.transform(
                    safe ->
                        ended.failed()
                            ? Future.failedFuture(ended.cause())
                            : Future.succeededFuture(
                                new Whole(size, HexFormat.of().formatHex(digest.digest())))));
  }

  private void take(Buffer bytes) {
    inflow.stop();
    request.pause();
    then(() -> {
          body.read(bytes, this::add);
          return append(FileStore.PIECE);
        })
        .onComplete(safe -> readOn(), received::tryFail);
  }

  private Future<Void> then(Supplier<Future<Void>> step) {
    appending = appending.compose(safe -> step.get());
    return appending;
  }

  /** Takes what was read already, if there is more; then looks whether there is room for more. */
  private void readOn() {
    request.fetch(1);
    if (!settling) {
      settling = true;
      context.runOnContext(
          now -> {
            settling = false;
            if (!ended && appending.succeeded() && !received.future().isComplete()) {
              settle();
            }
          });
    }
  }

  private void settle() {
    int held = outgoing.length();
    if (held == 0 || held + inflow.next() <= MOST) {
      inflow.go();
    } else {
      then(() -> append(1)).onComplete(safe -> inflow.go(), received::tryFail);
    }
  }

  private void finish() {
    ended = true;
    then(() -> {
          body.end();
          return append(1);
        })
        .onComplete(safe -> received.tryComplete(), received::tryFail);
  }

  private void add(Buffer bytes) {
    size += bytes.length();
    if (size > LIMIT) {
      throw tooLarge();
    }
    digest.update(bytes.getBytes());
    outgoing.appendBuffer(bytes);
  }

  /** Appends, piece by piece, until less than this is left. */
  private Future<Void> append(int least) {
    if (outgoing.length() < least) {
      return Future.succeededFuture();
    }
    int length = Math.min(FileStore.PIECE, outgoing.length());
    var piece = outgoing.getBuffer(0, length);
    outgoing = outgoing.getBuffer(length, outgoing.length());
    var offset = appended;
    appended += length;
    return opening.result().append(offset, piece).compose(safe -> append(least));
  }

  static HttpProblem tooLarge() {
    return new HttpProblem(
            413, "body_too_large", "The file must not be larger than %d bytes".formatted(LIMIT))
        .with("limit", LIMIT);
  }

  private static HttpProblem stopped() {
    return HttpProblem.badRequest(
        "upload_stopped", "The connection was closed before the whole file had arrived");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
