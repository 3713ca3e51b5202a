package dev.errand.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where files of evidence lie.
 *
 * @param folder null for the database
 */
public record EvidencePlace(@Nullable Path folder) {

  static final Kind<EvidencePlace> KIND =
      Kind.of(
          "database, or a folder like /var/lib/errand/evidence",
          text -> {
            if (text.equalsIgnoreCase("database")) {
              return new EvidencePlace(null);
            }
            // A word alone is more likely a mistake than a folder in the working folder.
            if (!text.contains("/")) {
              throw new IllegalArgumentException();
            }
            return new EvidencePlace(Kinds.FOLDER.parse().apply(text));
          });
}
