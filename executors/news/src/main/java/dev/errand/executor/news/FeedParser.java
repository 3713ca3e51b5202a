package dev.errand.executor.news;

import com.rometools.rome.feed.module.DCModule;
import com.rometools.rome.feed.module.DCSubject;
import com.rometools.rome.feed.synd.SyndCategory;
import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.feed.synd.SyndFeedImpl;
import com.rometools.rome.io.FeedException;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes articles of a feed: RSS 0.9x to 2.0, RSS 1.0 and Atom, in whatever charset it declares. The
 * limits keep a hundred articles under the size that a result may have.
 */
final class FeedParser {

  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_SUMMARY = 500;
  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_NAME = 100;
  private static final int MOST_CATEGORIES = 10;
  private static final Set<String> PLAIN = Set.of("text", "text/plain");
  private static final Pattern UNESCAPED = Pattern.compile("[\\s\"<>\\\\^`{|}]");
  private static final Set<String> WEB = Set.of("http", "https");

  private final SyndFeed feed;
  private final URI base;
  private final Source source;
  private final String title;

  private FeedParser(SyndFeed feed, URI base, Source source) {
    this.feed = feed;
    this.base = base;
    this.source = source;
    var declared = PlainText.ofHtml(feed.getTitle(), LONGEST_NAME);
    this.title = declared == null ? base.getHost() : declared;
  }

  /**
   * Reads what a source answered.
   *
   * @param address where the answer came from, for relative links
   * @throws FeedException if it is no feed; the message completes "it cannot be read: …"
   */
  static Feed parse(Source source, URI address, byte[] body, @Nullable String contentType)
      throws FeedException {
    var input = new FeedInput();
    input.setAllowDoctypes(false);
    try {
      var feed = new SyndFeedImpl(input.build(new StringReader(FeedText.of(body, contentType))));
      var language = feed.getLanguage() == null ? input.language() : feed.getLanguage();
      var base = resolve(address, input.base());
      var parser = new FeedParser(feed, base == null ? address : base, source);
      return new Feed(language, feed.getEntries().stream().map(parser::article).toList());
    } catch (RuntimeException e) {
      throw new FeedException("it is no RSS or Atom feed: " + e.getMessage(), e);
    }
  }

  private Article article(SyndEntry entry) {
    var url = resolve(base, entry.getLink());
    var published =
        entry.getPublishedDate() == null ? entry.getUpdatedDate() : entry.getPublishedDate();
    return new Article(
        text(entry.getTitleEx(), LONGEST_TITLE),
        summary(entry),
        url == null || url.toString().length() > LONGEST_URL ? null : url.toString(),
        title,
        instant(published),
        PlainText.of(entry.getAuthor(), LONGEST_NAME),
        categories(entry));
  }

  private @Nullable String summary(SyndEntry entry) {
    return Stream.concat(Stream.ofNullable(entry.getDescription()), entry.getContents().stream())
        .map(content -> text(content, LONGEST_SUMMARY))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** RSS says of no text whether it is HTML, and most are; Atom says it of every one. */
  private @Nullable String text(@Nullable SyndContent content, int limit) {
    if (content == null) {
      return null;
    }
    var type = content.getType() == null ? "text" : content.getType();
    return feed.getFeedType().startsWith("atom") && PLAIN.contains(type)
        ? PlainText.of(content.getValue(), limit)
        : PlainText.ofHtml(content.getValue(), limit);
  }

  /** RSS and Atom have categories, RSS 1.0 Dublin Core's subjects. */
  private List<String> categories(SyndEntry entry) {
    var named = entry.getCategories().stream().map(SyndCategory::getName);
    var subjects =
        entry.getModule(DCModule.URI) instanceof DCModule core
            ? core.getSubjects().stream().map(DCSubject::getValue)
            : Stream.<String>empty();
    var own =
        Stream.concat(named, subjects)
            .map(name -> PlainText.of(name, LONGEST_NAME))
            .filter(Objects::nonNull);
    return Stream.concat(Stream.ofNullable(source.category()), own)
        .distinct()
        .limit(MOST_CATEGORIES)
        .toList();
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  /** Null unless the outcome is a URL that a browser may be sent to. */
  private static @Nullable URI resolve(URI base, @Nullable String link) {
    try {
      var url = link == null ? null : base.resolve(escape(link.strip()));
      boolean web = url != null && url.getHost() != null && WEB.contains(url.getScheme());
      return web ? url : null;
    } catch (IllegalArgumentException notUrl) {
      return null;
    }
  }

  private static String escape(String link) {
    return UNESCAPED.matcher(link).replaceAll(c -> "%%%02X".formatted((int) c.group().charAt(0)));
  }
}
