package dev.errand.api.contract;

import dev.errand.core.problem.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which of several names a caller used, so that violations speak of those. */
public final class Spelling {

  /** Every name was the canonical one. */
  public static final Spelling CANONICAL = new Spelling(Map.of());

  private final Map<List<Object>, List<Object>> used;

  private Spelling(Map<List<Object>, List<Object>> used) {
    this.used = used;
  }

  static final class Builder {
    private final Map<List<Object>, List<Object>> used = new HashMap<>();

    void used(List<Object> canonical, List<Object> spelled) {
      used.put(canonical, spelled);
    }

    Spelling build() {
      return used.isEmpty() ? CANONICAL : new Spelling(Map.copyOf(used));
    }
  }

  /** The violations with the caller's names in their locations. */
  public List<Violation> of(List<Violation> violations) {
    return used.isEmpty() ? violations : violations.stream().map(this::of).toList();
  }

  private Violation of(Violation violation) {
    var loc = violation.loc();
    for (int length = loc.size(); length > 0; length--) {
      var spelled = used.get(loc.subList(0, length));
      if (spelled != null) {
        var respelled = new ArrayList<>(spelled);
        respelled.addAll(loc.subList(length, loc.size()));
        return new Violation(List.copyOf(respelled), violation.msg(), violation.type());
      }
    }
    return violation;
  }
}
