package dev.errand.api.exchange;

import dev.errand.api.endpoint.Inflow;
import dev.errand.api.problem.HttpProblem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that was received whole, as it was sent, before anything is done with it: it is read
 * twice, and no import waits for a slow sender. It lies in the folder for temporary files without a
 * name, so that nothing is left of it when it is closed or the process ends.
 */
final class StagedFile implements AutoCloseable {

  private static final int PIECE = 256 * 1024;

  private final FileChannel channel;
  private final boolean packed;
  private final Size size;

  /** How much it is, and which. */
  record Size(long bytes, String sha256) {}

  private StagedFile(FileChannel channel, boolean packed, Size size) {
    this.channel = channel;
    this.packed = packed;
    this.size = size;
  }

  Size size() {
    return size;
  }

  /** Its content from the beginning, unpacked. Ends what was read of it before. */
  InputStream open() throws IOException {
    channel.position(0);
    var bytes = new BufferedInputStream(Channels.newInputStream(channel), PIECE);
    return packed ? Unpacking.of(bytes, size.bytes()) : bytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Receives a paused request, on its context. */
  static Future<StagedFile> receive(Context context, HttpServerRequest request, boolean packed) {
    var inflow = Inflow.of(request);
    inflow.stop();
    return context
        .executeBlocking(StagedFile::temporary)
        .compose(
            channel ->
                new Receiver(context, request, inflow, channel)
                    .receive()
                    .map(size -> new StagedFile(channel, packed, size))
                    .onFailure(failed -> context.executeBlocking(() -> closed(channel))))
        .onComplete(done -> inflow.go());
  }

  private static FileChannel temporary() throws IOException {
    var path = Files.createTempFile("errand-import-", ".part");
    return FileChannel.open(
        path,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private static boolean closed(FileChannel channel) throws IOException {
    channel.close();
    return true;
  }

  /** Takes a body in pieces, each written before the next is read. Confined to one event loop. */
  private static final class Receiver {
    private final Context context;
    private final HttpServerRequest request;
    private final Inflow inflow;
    private final FileChannel channel;
    private final Promise<Size> received = Promise.promise();
    private final MessageDigest digest = sha256();
    private Buffer piece = Buffer.buffer();
    private Future<Void> writing = Future.succeededFuture();
    private long bytes;

    Receiver(Context context, HttpServerRequest request, Inflow inflow, FileChannel channel) {
      this.context = context;
      this.request = request;
      this.inflow = inflow;
      this.channel = channel;
    }

    Future<Size> receive() {
      request
          .exceptionHandler(lost -> received.tryFail(stopped()))
          .handler(this::take)
          .endHandler(end -> finish());
      readOn();
      return received.future();
    }

    private void take(Buffer some) {
      piece.appendBuffer(some);
      if (piece.length() >= PIECE) {
        inflow.stop();
        request.pause();
        write().onComplete(written -> readOn(), received::tryFail);
      }
    }

    private void readOn() {
      request.resume();
      inflow.go();
    }

    private void finish() {
      write()
          .onComplete(
              written ->
                  received.tryComplete(new Size(bytes, HexFormat.of().formatHex(digest.digest()))),
              received::tryFail);
    }

    private Future<Void> write() {
      var full = piece.getBytes();
      piece = Buffer.buffer();
      bytes += full.length;
      writing = writing.compose(before -> context.executeBlocking(() -> written(full)).mapEmpty());
      return writing;
    }

    private boolean written(byte[] full) throws IOException {
      digest.update(full);
      var left = ByteBuffer.wrap(full);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      return true;
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
}
