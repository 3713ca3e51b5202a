package dev.errand.core.evidence;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The stores that this node reaches. New files go to the first; what lies in another one stays
 * there and can be read. Immutable.
 */
public final class FileStores {

  private final FileStore first;
  private final Map<String, FileStore> byName = new HashMap<>();

  /** At least one; no two of one name. */
  public FileStores(List<FileStore> stores) {
    first = stores.getFirst();
    stores.forEach(store -> byName.put(store.name(), store));
  }

  /** The same stores, which nothing is written to and nothing deleted from. */
  public FileStores untouched() {
    var others = byName.values().stream().filter(store -> !store.name().equals(first.name()));
    return new FileStores(
        Stream.concat(Stream.of(first), others).<FileStore>map(Untouched::new).toList());
  }

  private record Untouched(FileStore store) implements FileStore {
    private static final Future<Void> NOTHING = Future.succeededFuture();

    @Override
    public String name() {
      return store.name();
    }

    @Override
    public Future<Void> append(FileKey file, long offset, Buffer piece) {
      return NOTHING;
    }

    @Override
    public Future<Void> seal(FileKey file) {
      return NOTHING;
    }

    @Override
    public Future<Buffer> read(FileKey file, long offset) {
      return store.read(file, offset);
    }

    @Override
    public Future<Void> delete(FileKey file) {
      return NOTHING;
    }
  }

  String forNew() {
    return first.name();
  }

  Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /** The store of a file. */
  FileStore of(FileKey file) {
    var store = byName.get(file.store());
    if (store == null) {
      throw new Problem.Unavailable(
          "The file lies in the store '%s', which this node does not have; see EVIDENCE_STORE"
              .formatted(file.store()));
    }
    return store;
  }
}
