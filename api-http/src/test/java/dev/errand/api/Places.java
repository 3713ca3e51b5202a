package dev.errand.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Where things are that a test has made, to be put into the paths of the contract. */
final class Places {

  private static final int KEPT = 20;

  private final Map<String, Deque<String>> byKind = new HashMap<>();
  private final Set<String> ids = Collections.synchronizedSet(new TreeSet<>());

  /** Notes a path below the base, such as {@code /tasks/1/comments/2}. */
  synchronized void add(String path) {
    var segments = path.split("/", -1);
    var kind = new StringBuilder();
    for (int i = 1; i < segments.length; i += 2) {
      kind.append('/').append(segments[i]).append("/*");
    }
    var known = byKind.computeIfAbsent(kind.toString(), k -> new ArrayDeque<>());
    if (!known.contains(path)) {
      known.addLast(path);
      if (known.size() > KEPT) {
        known.removeFirst();
      }
    }
    ids.add(segments[segments.length - 1]);
  }

  /** Any id of anything. */
  synchronized List<String> ids() {
    return List.copyOf(ids);
  }

  /** The template with the parameters of a place that fits it best; those left over stay. */
  synchronized String fill(String template, Random random) {
    var segments = template.split("/", -1);
    var best = new ArrayList<String>();
    int most = 0;
    for (var known : byKind.values()) {
      for (var path : known) {
        int filled = filled(segments, path.split("/", -1));
        if (filled > most) {
          best.clear();
          most = filled;
        }
        if (filled == most && filled > 0) {
          best.add(path);
        }
      }
    }
    if (best.isEmpty()) {
      return template;
    }
    var place = best.get(random.nextInt(best.size())).split("/", -1);
    for (int i = 0; i < Math.min(segments.length, place.length); i++) {
      if (segments[i].startsWith("{")) {
        segments[i] = place[i];
      }
    }
    return String.join("/", segments);
  }

  /** How many parameters a place has for a template; 0 if it is another kind of place. */
  private static int filled(String[] template, String[] place) {
    int count = 0;
    for (int i = 0; i < Math.min(template.length, place.length); i++) {
      if (template[i].startsWith("{")) {
        count++;
      } else if (!template[i].equals(place[i])) {
        // Beyond the last parameter, paths may differ.
        return i < lastParameter(template) ? 0 : count;
      }
    }
    return count;
  }

  private static int lastParameter(String[] template) {
    int last = -1;
    for (int i = 0; i < template.length; i++) {
      if (template[i].startsWith("{")) {
        last = i;
      }
    }
    return last;
  }
}
