package dev.errand.api.evidence;

import dev.errand.api.json.JsonReader;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A form with one file in it, and fields that describe the evidence. */
final class FormBody implements FileBody, MultipartReader.Parts {

  /** All fields together are no longer than this; the file is as long as files may be. */
  static final int LONGEST_FIELDS = 8 * 1024;

  private static final String ANY_BYTES = "application/octet-stream";
  private static final List<String> NUMBERS = List.of("lat", "lon");

  private final MultipartReader reader;
  private final JsonObject members = new JsonObject();
  private Consumer<Buffer> file = bytes -> {};
  private @Nullable PartHead part;
  private @Nullable PartHead filePart;
  private Buffer field = Buffer.buffer();
  private int fieldBytes;

  FormBody(String boundary) {
    reader = new MultipartReader(boundary, this);
  }

  @Override
  public void read(Buffer bytes, Consumer<Buffer> to) {
    file = to;
    reader.read(bytes);
  }

  @Override
  public void begin(String head) {
    endField();
    var begun = PartHead.of(head);
    if (begun.isFile()) {
      if (filePart != null) {
        throw invalid("file", "must be one file: send the others by themselves", "duplicate");
      }
      filePart = begun;
    }
    part = begun;
  }

  @Override
  public void bytes(Buffer some) {
    if (part != null && part.isFile()) {
      file.accept(some);
      return;
    }
    fieldBytes += some.length();
    if (fieldBytes > LONGEST_FIELDS) {
      throw new HttpProblem(
              413,
              "body_too_large",
              "The fields beside the file must not be larger than %d bytes together"
                  .formatted(LONGEST_FIELDS))
          .with("limit", LONGEST_FIELDS);
    }
    field.appendBuffer(some);
  }

  private void endField() {
    if (part == null || part.isFile()) {
      return;
    }
    var name = part.name();
    if (members.containsKey(name)) {
      throw invalid(name, "must not be given twice", "duplicate");
    }
    var text = field.toString(StandardCharsets.UTF_8);
    var flaw = JsonReader.flaw(text);
    if (flaw != null) {
      throw invalid(name, flaw, "character");
    }
    members.put(name, NUMBERS.contains(name) ? numberOr(text) : text);
    field = Buffer.buffer();
  }

  /** What is no number is refused as the text that it is. */
  private static Object numberOr(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : text;
    } catch (NumberFormatException none) {
      return text;
    }
  }

  @Override
  public void end() {
    reader.end();
    endField();
    if (filePart == null) {
      throw invalid(
          "file", "is required: a part with a filename; without one, send JSON", "missing");
    }
    if (MediaType.name(filePart.contentType()) == null && filePart.contentType() != null) {
      throw invalid("file", "has the malformed media type " + filePart.contentType(), "media_type");
    }
  }

  @Override
  public String mediaType() {
    var name = filePart == null ? null : MediaType.name(filePart.contentType());
    return name == null ? ANY_BYTES : name;
  }

  @Override
  public @Nullable String fileName() {
    return filePart == null ? null : filePart.fileName();
  }

  @Override
  public JsonObject members() {
    return members;
  }

  private static Problem invalid(String member, String msg, String type) {
    return new Problem.Invalid(List.of(Violation.ofBody(member, msg, type)));
  }
}
