package dev.errand.executor.news;

import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decodes the bytes of a feed, and takes away the outer DOCTYPE that RSS 0.91 used to carry. */
final class FeedText {

  private static final Pattern ROOT = Pattern.compile("<([A-Za-z_][\\w.:-]*)");

  private FeedText() {}

  static String of(byte[] body, @Nullable String contentType) throws FeedException {
    var text = decode(body, contentType);
    var root = ROOT.matcher(text);
    if (!root.find()) {
      throw new FeedException(text.isBlank() ? "it is empty" : "it is not XML");
    }
    if (root.group(1).equalsIgnoreCase("html")) {
      throw new FeedException("it is an HTML page: give the address of the feed itself");
    }
    int doctype = text.indexOf("<!DOCTYPE");
    return doctype < 0 || doctype > root.start()
        ? text
        : text.substring(0, doctype) + text.substring(endOfDoctype(text, doctype));
  }

  /** White space before the declaration would hide the charset that it names. */
  private static String decode(byte[] body, @Nullable String contentType) throws FeedException {
    int start = 0;
    while (start < body.length && " \t\r\n".indexOf(body[start]) >= 0) {
      start++;
    }
    var bytes = new ByteArrayInputStream(body, start, body.length - start);
    try (var reader = new XmlReader(bytes, contentType, true)) {
      var text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new FeedException("its characters cannot be decoded: " + e.getMessage(), e);
    }
  }

  private static int endOfDoctype(String text, int doctype) throws FeedException {
    char quote = 0;
    for (int i = doctype; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[') {
        throw new FeedException("it declares entities of its own in a DOCTYPE, which is refused");
      } else if (c == '>') {
        return i + 1;
      }
    }
    throw new FeedException("its DOCTYPE does not end");
  }
}
