package dev.errand.executor.news;

import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SAXBuilder;
import com.rometools.rome.io.WireFeedInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdom2.Document;
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jdom2.filter.Filters;
import org.jspecify.annotations.Nullable;

/** Reads one feed with ROME, mending the document before and noting what ROME passes over. */
final class FeedInput extends WireFeedInput {

  private static final Set<String> DATES =
      Set.of("pubDate", "date", "published", "updated", "issued", "modified", "created");

  private @Nullable String language;
  private @Nullable String base;

  /** The {@code xml:lang} of the whole feed: ROME knows RSS's own element only. */
  @Nullable String language() {
    return language;
  }

  /** The {@code xml:base} of the whole feed. */
  @Nullable String base() {
    return base;
  }

  @Override
  public WireFeed build(Document document) throws FeedException {
    var root = document.getRootElement();
    language = root.getAttributeValue("lang", Namespace.XML_NAMESPACE);
    base = root.getAttributeValue("base", Namespace.XML_NAMESPACE);
    datesIn(root).forEach(date -> date.setText(canonical(date.getText())));
    return super.build(document);
  }

  /** What ROME reads as it is meant; nothing where nobody knows what is meant. */
  private static String canonical(String written) {
    var date = FeedDate.parse(written);
    return date == null ? "" : date.toString();
  }

  /** A list, for the document must not be changed while it is walked. */
  private static List<Element> datesIn(Element root) {
    var dates = new ArrayList<Element>();
    for (var element : root.getDescendants(Filters.element())) {
      if (DATES.contains(element.getName()) && element.getChildren().isEmpty()) {
        dates.add(element);
      }
    }
    return dates;
  }

  /** The depth that newer JDKs allow by default; older ones allow any, and stacks overflow. */
  @Override
  protected SAXBuilder createSAXBuilder() {
    var builder = super.createSAXBuilder();
    builder.setProperty("http://www.oracle.com/xml/jaxp/properties/maxElementDepth", "100");
    return builder;
  }
}
