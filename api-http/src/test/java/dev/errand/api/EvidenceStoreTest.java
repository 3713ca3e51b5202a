package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.evidence.DatabaseFiles;
import dev.errand.core.evidence.EvidenceCommand.AppendPiece;
import dev.errand.core.evidence.EvidenceCommand.OpenFile;
import dev.errand.core.evidence.EvidenceCommand.SweepFiles;
import dev.errand.core.evidence.FileKey;
import dev.errand.core.evidence.FileStore;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.evidence.FolderFiles;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskKey;
import dev.errand.core.testing.CoreFixture;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are folders, slow, or broken. */
class EvidenceStoreTest {

  /** One that the test watches and holds up. */
  private static class Watched implements FileStore {

    final FileStore store;

    Watched(FileStore store) {
      this.store = store;
    }

    @Override
    public String name() {
      return store.name();
    }

    @Override
    public Future<Void> append(FileKey file, long offset, Buffer piece) {
      return store.append(file, offset, piece);
    }

    @Override
    public Future<Void> seal(FileKey file) {
      return store.seal(file);
    }

    @Override
    public Future<Buffer> read(FileKey file, long offset) {
      return store.read(file, offset);
    }

    @Override
    public Future<Void> delete(FileKey file) {
      return store.delete(file);
    }
  }

  /** Completes an append only when the connection has read all that it is going to read. */
  private static final class Slow extends Watched {

    final AtomicLong read = new AtomicLong();
    private long stored;
    long most;
    int appends;

    Slow(FileStore store) {
      super(store);
    }

    @Override
    public Future<Void> append(FileKey file, long offset, Buffer piece) {
      return still(Vertx.currentContext().owner(), -1, 5)
          .compose(
              all -> {
                most = Math.max(most, read.get() - stored);
                appends++;
                return super.append(file, offset, piece);
              })
          .onSuccess(safe -> stored += piece.length());
    }

    private Future<Void> still(Vertx vertx, long before, int turns) {
      long now = read.get();
      int left = now == before ? turns - 1 : 5;
      if (left == 0) {
        return Future.succeededFuture();
      }
      Promise<Void> later = Promise.promise();
      vertx.setTimer(1, fired -> later.complete());
      return later.future().compose(again -> still(vertx, now, left));
    }

    void count(Router root) {
      root.route()
          .handler(
              context -> {
                var connection = (ConnectionBase) context.request().connection();
                connection
                    .channelHandlerContext()
                    .pipeline()
                    .addFirst(
                        new ChannelInboundHandlerAdapter() {
                          @Override
                          public void channelRead(ChannelHandlerContext at, Object bytes) {
                            read.addAndGet(((ByteBuf) bytes).readableBytes());
                            at.fireChannelRead(bytes);
                          }
                        });
                context.next();
              });
    }
  }

  @Test
  void a_slow_store_holds_up_the_sender_and_no_more_than_64_kib_are_in_memory() throws Exception {
    var slow = new Slow[1];
    try (var files =
        new FileFixture(
            pg -> {
              slow[0] = new Slow(new DatabaseFiles(pg));
              return new FileStores(List.of(slow[0]));
            },
            root -> slow[0].count(root))) {
      var bytes = Buffer.buffer(FileFixture.random(1_000_000));
      var request = files.request(HttpMethod.POST, files.task() + "/evidence");
      var reply =
          CoreFixture.await(
              request.compose(
                  sending ->
                      sending
                          .putHeader("Content-Type", "image/png")
                          .send(bytes)
                          .compose(
                              response -> response.body().map(body -> response.statusCode()))));
      assertEquals(201, reply);
      assertTrue(slow[0].appends > 30, () -> slow[0].appends + " appends");
      assertTrue(slow[0].most > 16 * 1024, () -> slow[0].most + " bytes");
      assertTrue(slow[0].most <= 64 * 1024, () -> slow[0].most + " bytes");
    }
  }

  @Test
  void a_broken_store_refuses_the_file_and_nothing_is_left() throws Exception {
    try (var files =
        new FileFixture(
            pg ->
                new FileStores(
                    List.of(
                        new Watched(new DatabaseFiles(pg)) {
                          @Override
                          public Future<Void> append(FileKey file, long offset, Buffer piece) {
                            return offset > 100_000
                                ? Future.failedFuture(new Problem.Unavailable("The store is away"))
                                : super.append(file, offset, piece);
                          }
                        })),
            root -> {})) {
      var body = Buffer.buffer(FileFixture.random(1_000_000));
      var reply = files.send(files.task() + "/evidence", "image/png", body).expect(503);
      assertEquals("The store is away", reply.json().getString("detail"));
      files.awaitNothingLoose(0);
    }
  }

  @Test
  void a_folder_keeps_files_until_they_are_deleted(@TempDir Path folder) throws Exception {
    try (var files =
        new FileFixture(
            pg ->
                new FileStores(
                    List.of(new FolderFiles(Vertx.vertx(), folder), new DatabaseFiles(pg))),
            root -> {})) {
      var bytes = FileFixture.random(300_000);
      var task = files.task();
      var form = FileFixture.form("a.pdf", "application/pdf", bytes, new JsonObject());
      var evidence = files.sendForm(task, form).expect(201).json();
      assertEquals("document", evidence.getString("kind"));
      assertEquals(List.of((long) bytes.length), sizes(folder));
      assertEquals(Buffer.buffer(bytes), files.fetch(evidence).expect(200).body());
      assertEquals(
          Buffer.buffer(bytes).getBuffer(100_000, 200_001),
          files.fetch(evidence, "Range: bytes=100000-200000").expect(206).body());
      files.sendForm(task, form.getBuffer(0, form.length() - 5)).expect(400);
      assertEquals(List.of((long) bytes.length), sizes(folder));
      var href = "/" + evidence.getJsonObject("file").getString("href").replaceAll("/file$", "");
      files.api.call(HttpMethod.DELETE, href).send().expect(204);
      assertEquals(List.of(), sizes(folder));
      files.awaitNothingLoose(0);
    }
  }

  /** A node that dies amid an upload cannot clean up after itself. */
  @Test
  void what_a_crash_left_behind_is_swept_and_what_is_under_way_is_not(@TempDir Path folder)
      throws Exception {
    try (var files =
        new FileFixture(
            pg ->
                new FileStores(
                    List.of(new FolderFiles(Vertx.vertx(), folder), new DatabaseFiles(pg))),
            root -> {})) {
      var core = files.api.core;
      var task = files.task().substring("/tasks/".length());
      var key = new TaskKey("local", UUID.fromString(task));
      var caller =
          new Caller("local", "me", Role.ADMIN, null, new Caller.Origin("r", null), Sight.ALL);
      var file = core.ask(new OpenFile(key, caller));
      core.ask(new AppendPiece(file, 0, Buffer.buffer("half of it")));
      assertEquals(0, core.ask(new SweepFiles()));
      assertEquals(List.of(10L), sizes(folder));
      core.clock.advance(Duration.ofMinutes(16));
      assertEquals(1, core.ask(new SweepFiles()));
      assertEquals(List.of(), sizes(folder));
      files.awaitNothingLoose(0);
    }
  }

  private static List<Long> sizes(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(path -> path.toFile().length()).toList();
    }
  }
}
