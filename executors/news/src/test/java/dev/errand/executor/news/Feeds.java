package dev.errand.executor.news;

/** Writes small feeds. */
final class Feeds {

  private Feeds() {}

  static String rss(String... items) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>"
        + "<title>The Feed</title><link>https://example.test</link><description>d</description>"
        + String.join("", items)
        + "</channel></rss>";
  }

  static String rssIn(String language, String... items) {
    return rss(items).replace("<title>The", "<language>" + language + "</language><title>The");
  }

  static String item(String title) {
    return item(title, "Tue, 03 Mar 2026 10:00:00 GMT");
  }

  static String item(String title, String published) {
    return "<item><title>%1$s</title><link>https://example.test/%1$s</link><description>About %1$s</description><pubDate>%2$s</pubDate></item>"
        .formatted(title, published);
  }
}
