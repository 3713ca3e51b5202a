package dev.errand.api.evidence;

import dev.errand.core.evidence.EvidenceKind;
import dev.errand.core.evidence.NewEvidence;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.TaskDetails;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the members of new evidence, which the contract has validated each by itself. */
final class EvidenceInput {

  private static final Pattern URL = Pattern.compile("https?://\\S+");
  private static final int LONGEST_URL = 2048;

  private EvidenceInput() {}

  /**
   * Evidence with a file of this media type, or without one.
   *
   * @throws Problem.Invalid naming everything that is wrong
   */
  static NewEvidence read(JsonObject body, @Nullable String mediaType) {
    var problems = problems(body, mediaType, Set.of());
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    var content = body.getString("content");
    boolean link = content != null && isUrl(content);
    var at = TaskDetails.instant(body.getString("captured_at"));
    var capture =
        new NewEvidence.Capture(
            // As precisely as it is stored.
            at == null ? null : at.truncatedTo(ChronoUnit.MICROS),
            body.getDouble("lat"),
            body.getDouble("lon"));
    return new NewEvidence(
        kind(body, mediaType),
        link ? content : body.getString("url"),
        link || content == null ? body.getString("text") : content,
        body.getJsonObject("measurement"),
        capture);
  }

  private static EvidenceKind kind(JsonObject body, @Nullable String mediaType) {
    var word = body.getString("kind");
    return word == null && mediaType != null
        ? EvidenceKind.ofFile(mediaType)
        : EvidenceKind.of(String.valueOf(word));
  }

  /** What is wrong with the members together; nothing is said of those that are faulty already. */
  static List<Violation> problems(JsonObject body, @Nullable String mediaType, Set<String> faulty) {
    var problems = new ArrayList<Violation>();
    boolean lat = body.getValue("lat") != null || faulty.contains("lat");
    boolean lon = body.getValue("lon") != null || faulty.contains("lon");
    if (lat != lon) {
      var missing = lat ? "lon" : "lat";
      problems.add(Violation.ofBody(missing, "is required: a place has lat and lon", "missing"));
    }
    var content = body.getString("content");
    if (content != null) {
      var other = isUrl(content) ? "url" : "text";
      if (body.getValue(other) != null) {
        problems.add(
            Violation.ofBody(
                "content",
                "stands for %s here: give one of them".formatted(other),
                "contradiction"));
      }
    }
    if (!faulty.contains("kind")) {
      ofKind(body, mediaType, problems, faulty);
    }
    return problems;
  }

  private static void ofKind(
      JsonObject body, @Nullable String mediaType, List<Violation> problems, Set<String> faulty) {
    if (body.getString("kind") == null && mediaType == null) {
      return;
    }
    var kind = kind(body, mediaType);
    boolean measured = body.getValue("measurement") != null || faulty.contains("measurement");
    if (mediaType != null && !kind.accepts(mediaType)) {
      problems.add(
          Violation.ofBody(
              "kind",
              "cannot be %s for a file of the type %s".formatted(kind.word(), mediaType),
              "media_type"));
    } else if (kind == EvidenceKind.MEASUREMENT && !measured) {
      problems.add(Violation.ofBody("measurement", "is required for this kind", "missing"));
    } else if (kind != EvidenceKind.MEASUREMENT && measured) {
      problems.add(
          Violation.ofBody("measurement", "is for the kind measurement alone", "contradiction"));
    } else if (kind != EvidenceKind.MEASUREMENT && mediaType == null && isEmpty(body, faulty)) {
      problems.add(
          Violation.ofBody(
              "url", "is required, or text; or send the file itself as the body", "missing"));
    }
  }

  private static boolean isEmpty(JsonObject body, Set<String> faulty) {
    return List.of("url", "text", "content").stream()
        .allMatch(name -> body.getValue(name) == null && !faulty.contains(name));
  }

  private static boolean isUrl(String text) {
    return text.length() <= LONGEST_URL && URL.matcher(text).matches();
  }
}
