package dev.errand.core.evidence;

import dev.errand.core.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
