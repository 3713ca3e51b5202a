package dev.errand.app.demo;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A feed of three articles, in RSS 2.0. */
final class SampleFeed {

  private SampleFeed() {}

  static String rss(String category, LocalDateTime now) {
    var items = new StringBuilder();
    for (int i = 1; i <= 3; i++) {
      var published =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(now.minusHours(i).atOffset(ZoneOffset.UTC));
      items.append(
          """
          <item>
            <title>Sample %1$s article %2$d</title>
            <link>http://sample.invalid/%1$s/%2$d</link>
            <description>Invented for the demo; nothing of this kind has happened.</description>
            <pubDate>%3$s</pubDate>
            <category>%1$s</category>
          </item>
          """
              .formatted(category, i, published));
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0">
          <channel>
            <title>Sample %1$s feed</title>
            <link>http://sample.invalid/%1$s</link>
            <description>Sample data, no news</description>
            %2$s
          </channel>
        </rss>
        """
        .formatted(category, items);
  }
}
