package dev.errand.core.egress;

import static io.vertx.core.http.HttpHeaders.CONTENT_ENCODING;
import static io.vertx.core.http.HttpHeaders.CONTENT_LENGTH;

import dev.errand.executor.Http;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** What one request was answered with; the body is complete. */
record Reply(int status, MultiMap headers, Buffer body) {

  /**
   * The same with its body as it was before compression with gzip.
   *
   * @throws Http.Refused if that is larger than allowed; no more than that is ever held
   */
  Reply gunzipped(int maxBytes, Target from) throws IOException {
    String encoding = headers.get(CONTENT_ENCODING);
    if (encoding == null || body.length() == 0 || !isGzip(encoding)) {
      return this;
    }
    byte[] plain;
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      plain = unzipped.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      throw new IOException("%s sent a body that is not valid gzip".formatted(from), e);
    }
    if (plain.length > maxBytes) {
      throw tooLarge(maxBytes, from);
    }
    MultiMap plainHeaders = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    plainHeaders.remove(CONTENT_ENCODING).remove(CONTENT_LENGTH);
    return new Reply(status, plainHeaders, Buffer.buffer(plain));
  }

  static Http.Refused tooLarge(int maxBytes, Target from) {
    return new Http.Refused(
        "%s answered with more than %d bytes, the most that is taken".formatted(from, maxBytes));
  }

  private static boolean isGzip(String encoding) {
    String lower = encoding.strip().toLowerCase(Locale.ROOT);
    return lower.equals("gzip") || lower.equals("x-gzip");
  }
}
