package dev.errand.core.evidence;

import dev.errand.core.evidence.EvidenceCommand.AddEvidence;
import dev.errand.core.evidence.EvidenceCommand.AppendPiece;
import dev.errand.core.evidence.EvidenceCommand.DropFile;
import dev.errand.core.evidence.EvidenceCommand.KeepFile;
import dev.errand.core.evidence.EvidenceCommand.OpenFile;
import dev.errand.core.evidence.EvidenceCommand.RemoveEvidence;
import dev.errand.core.evidence.EvidenceCommand.SweepFiles;
import dev.errand.core.evidence.EvidenceQuery.EvidencePage;
import dev.errand.core.evidence.EvidenceQuery.GetEvidence;
import dev.errand.core.evidence.EvidenceQuery.ListEvidence;
import dev.errand.core.evidence.EvidenceQuery.ReadFile;
import dev.errand.core.evidence.EvidenceWrites.Author;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The use cases of evidence. Confined to one event loop. */
public final class EvidenceKeeping {

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceKeeping.class);

  private final Tasks tasks;
  private final Ids ids;
  private final InstantSource clock;
  private final FileStores stores;
  private final LooseFiles loose;
  private final EvidenceReads reads;
  private final EvidenceWrites writes;

  /** What the use cases work with. */
  public record Means(Pg pg, Ids ids, InstantSource clock, FileStores stores) {}

  /** On the event loop of the verticle that will call it. */
  public EvidenceKeeping(Means means, Tasks tasks) {
    this.tasks = tasks;
    ids = means.ids();
    clock = means.clock();
    stores = means.stores();
    loose = new LooseFiles(means.pg(), means.clock(), means.stores());
    reads = new EvidenceReads(means.pg());
    writes = new EvidenceWrites(means.pg(), means.ids());
  }

  /** Reads one. */
  public Future<Evidence> get(GetEvidence query) {
    return task(query.key(), query.sight()).compose(task -> reads.find(query.key(), query.id()));
  }

  /** Reads a page. */
  public Future<EvidencePage> list(ListEvidence query) {
    return task(query.key(), query.sight()).compose(task -> reads.list(query));
  }

  /** Reads some of a file. */
  public Future<Buffer> read(ReadFile query) {
    return stores.of(query.file()).read(query.file(), query.offset());
  }

  /** Adds one without a file. */
  public Future<Evidence> add(AddEvidence command) {
    return requireAdding(command.key(), command.caller()).compose(task -> add(command, null));
  }

  /** Begins to receive a file. */
  public Future<FileKey> open(OpenFile command) {
    var key = command.key();
    return requireAdding(key, command.caller())
        .compose(task -> loose.open(new FileKey(key.tenantId(), ids.next(), stores.forNew())));
  }

  /** Receives more of a file. */
  public Future<Void> append(AppendPiece command) {
    return loose.append(command.file(), command.offset(), command.piece());
  }

  /** Adds one with a file. */
  public Future<Evidence> keep(KeepFile command) {
    var file = command.file();
    var addition =
        new AddEvidence(command.key(), command.id(), command.evidence(), command.caller());
    return requireAdding(command.key(), command.caller())
        .compose(task -> stores.of(file.key()).seal(file.key()))
        .compose(safe -> add(addition, file));
  }

  /** The same for a file that was looked at without being opened, in a rehearsal. */
  public Future<Evidence> keepUnopened(KeepFile command) {
    return loose.open(command.file().key()).compose(opened -> keep(command));
  }

  /** Deletes what was received of a file. */
  public Future<Void> drop(DropFile command) {
    return loose.drop(command.file());
  }

  /** Deletes what crashes have left behind. */
  public Future<Integer> sweep(SweepFiles command) {
    return loose.sweep();
  }

  private Future<Evidence> add(AddEvidence command, @Nullable EvidenceFile file) {
    var key = command.key();
    var caller = command.caller();
    var now = clock.instant();
    var id = ids.or(command.id());
    var evidence = new Evidence(key, id, command.evidence(), file, caller.userId(), now);
    return writes
        .add(evidence, new Author(caller, now))
        .compose(
            added ->
                added
                    ? reads.find(key, evidence.id())
                    : task(key, Sight.ALL)
                        .compose(there -> Future.failedFuture(LooseFiles.tookTooLong())));
  }

  /** Deletes one, and its file. */
  public Future<Evidence> remove(RemoveEvidence command) {
    var key = command.key();
    return get(new GetEvidence(key, command.id(), command.caller().sight()))
        .compose(
            evidence -> {
              requireRemoving(evidence, command.caller());
              return writes
                  .remove(evidence, new Author(command.caller(), clock.instant()))
                  .compose(
                      removed ->
                          removed
                              ? withoutFile(evidence)
                              : Future.failedFuture(
                                  new Problem.NotFound("evidence", command.id())));
            });
  }

  /** The evidence is gone; a file that cannot be deleted now will be swept. */
  private Future<Evidence> withoutFile(Evidence evidence) {
    var file = evidence.file();
    if (file == null) {
      return Future.succeededFuture(evidence);
    }
    return loose
        .delete(file.key())
        .otherwise(
            failure -> {
              LOG.warn("The file {} will be deleted later", file.key().id(), failure);
              return null;
            })
        .map(evidence);
  }

  private Future<Task> task(TaskKey key, Sight sight) {
    return tasks.get(new GetTask(key, sight));
  }

  private Future<Task> requireAdding(TaskKey key, Caller caller) {
    return task(key, caller.sight())
        .map(
            task -> {
              new Condition(caller, null).requireContribution(task, "add_evidence");
              return task;
            });
  }

  private static void requireRemoving(Evidence evidence, Caller caller) {
    boolean own = caller.userId().equals(evidence.addedBy()) && caller.role() != Role.VIEWER;
    if (!own && !caller.role().atLeast(Role.MANAGER)) {
      throw new Problem.Denied("delete_evidence");
    }
  }
}
