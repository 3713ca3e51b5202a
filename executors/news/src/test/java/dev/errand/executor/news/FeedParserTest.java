package dev.errand.executor.news;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rometools.rome.io.FeedException;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedParserTest {

  private static final Source SOURCE = new Source("https://feeds.test/news/rss", "world");

  @ParameterizedTest
  @ValueSource(strings = {"0.91", "0.92", "0.93", "0.94", "2.0"})
  void reads_rss_of_every_version(String version) throws Exception {
    var feed = parse(Feeds.rss(Feeds.item("One")).replace("\"2.0\"", "\"" + version + "\""));
    var article = feed.articles().getFirst();
    assertEquals("One", article.title());
    assertEquals("About One", article.summary());
    assertEquals("https://example.test/One", article.url());
    assertEquals("The Feed", article.source());
    if (!version.equals("0.91") && !version.equals("0.92")) { // they know no dates
      assertEquals(Instant.parse("2026-03-03T10:00:00Z"), article.publishedAt());
    }
  }

  @Test
  void reads_netscapes_rss_091_with_its_doctype() throws Exception {
    var doctype =
        "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">\n";
    var xml = Feeds.rss(Feeds.item("One")).replace("\"2.0\"", "\"0.91\"");
    var feed = parse(xml.replace("?>", "?>\n" + doctype));
    assertEquals("One", feed.articles().getFirst().title());
  }

  @Test
  void reads_rss_090() throws Exception {
    var feed =
        parse(
            """
            <?xml version="1.0"?>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
                xmlns="http://my.netscape.com/rdf/simple/0.9/">
              <channel><title>The Feed</title><link>http://example.test</link>
                <description>d</description></channel>
              <item><title>One &amp; only</title><link>http://example.test/1</link></item>
            </rdf:RDF>
            """);
    var article = feed.articles().getFirst();
    assertEquals("One & only", article.title());
    assertEquals("http://example.test/1", article.url());
    assertNull(article.publishedAt());
  }

  @Test
  void reads_rss_10() throws Exception {
    var feed =
        parse(
            """
            <?xml version="1.0"?>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
                xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
              <channel rdf:about="http://example.test"><title>The Feed</title>
                <link>http://example.test</link><description>d</description>
                <dc:language>de</dc:language></channel>
              <item rdf:about="http://example.test/1"><title>One</title>
                <link>http://example.test/1</link><dc:date>2026-03-03T13:00+03:00</dc:date>
                <dc:creator>A. Writer</dc:creator><dc:subject>moon</dc:subject></item>
            </rdf:RDF>
            """);
    assertEquals("de", feed.language());
    assertEquals(
        new Article(
            "One",
            null,
            "http://example.test/1",
            "The Feed",
            Instant.parse("2026-03-03T10:00:00Z"),
            "A. Writer",
            List.of("world", "moon")),
        feed.articles().getFirst());
  }

  @Test
  void reads_atom_10_with_its_language_base_and_kinds_of_text() throws Exception {
    var feed =
        parse(
            """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" xml:base="/blog/">
              <title>The Feed</title><id>urn:x</id><updated>2026-03-03T10:00:00Z</updated>
              <entry><title type="html">1 &lt;i&gt;One&lt;/i&gt;</title><id>urn:1</id>
                <link rel="alternate" href="one"/><summary type="text">a &lt; b &lt;c&gt;</summary>
                <author><name>A. Writer</name></author><category term="moon"/>
                <updated>2026-03-03T10:00:00Z</updated></entry>
              <entry><title>&lt;b&gt; is a tag</title><id>urn:2</id>
                <link href="https://other.test/two"/>
                <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Two <b>bold</b></p></div></content>
                <published>2026-03-02T10:00:00Z</published>
                <updated>2026-03-03T10:00:00Z</updated></entry>
            </feed>
            """);
    assertEquals("en-GB", feed.language());
    var first = feed.articles().get(0);
    assertEquals("1 One", first.title());
    assertEquals("a < b <c>", first.summary());
    assertEquals("https://feeds.test/blog/one", first.url());
    assertEquals(Instant.parse("2026-03-03T10:00:00Z"), first.publishedAt());
    assertEquals("A. Writer", first.author());
    assertEquals(List.of("world", "moon"), first.categories());
    var second = feed.articles().get(1);
    assertEquals("<b> is a tag", second.title());
    assertEquals("Two bold", second.summary());
    assertEquals(Instant.parse("2026-03-02T10:00:00Z"), second.publishedAt());
  }

  @Test
  void reads_atom_03() throws Exception {
    var feed =
        parse(
            """
            <feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="fr">
              <title>The Feed</title><modified>2026-03-03T10:00:00Z</modified>
              <entry><title>One</title><id>y</id>
                <link rel="alternate" type="text/html" href="http://example.test/1"/>
                <summary type="text/html" mode="escaped">&lt;p&gt;Text&lt;/p&gt;</summary>
                <issued>2026-03-03T10:00:00Z</issued><modified>2026-03-03T10:00:00Z</modified>
              </entry>
            </feed>
            """);
    assertEquals("fr", feed.language());
    assertEquals("http://example.test/1", feed.articles().getFirst().url());
    assertEquals("Text", feed.articles().getFirst().summary());
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1256, application/rss+xml",
    "windows-1256, text/xml",
    "windows-1256,",
    "UTF-8, text/html",
    "UTF-16, application/xml",
    "UTF-16LE, application/xml; charset=UTF-16LE",
    "UTF-16LE, application/xml",
    "UTF-16BE, application/rss+xml",
    "UTF-16BE,",
    "ISO-8859-6, text/xml",
  })
  void decodes_what_the_declaration_names(String charset, @Nullable String contentType)
      throws Exception {
    var xml = Feeds.rss(Feeds.item("خبر")).replace("UTF-8", charset);
    var feed = parse(xml.getBytes(Charset.forName(charset)), contentType);
    assertEquals("خبر", feed.articles().getFirst().title());
  }

  @Test
  void decodes_latin_1_declared_in_the_document_or_by_the_server_alone() throws Exception {
    var xml = Feeds.rss(Feeds.item("café"));
    var latin = Charset.forName("ISO-8859-1");
    var declared = parse(xml.replace("UTF-8", "ISO-8859-1").getBytes(latin), "text/xml");
    assertEquals("café", declared.articles().getFirst().title());
    var bare = xml.replace(" encoding=\"UTF-8\"", "").getBytes(latin);
    var served = parse(bare, "text/xml; charset=ISO-8859-1");
    assertEquals("café", served.articles().getFirst().title());
  }

  @Test
  void white_space_before_the_declaration_hides_no_charset() throws Exception {
    var xml = " \r\n\t" + Feeds.rss(Feeds.item("خبر")).replace("UTF-8", "windows-1256");
    var feed = parse(xml.getBytes(Charset.forName("windows-1256")), "text/xml");
    assertEquals("خبر", feed.articles().getFirst().title());
    assertEquals(
        "One", parse("\uFEFF" + Feeds.rss(Feeds.item("One"))).articles().getFirst().title());
  }

  @Test
  void html_entities_and_bare_ampersands_are_mended() throws Exception {
    var feed = parse(Feeds.rss(Feeds.item("One")).replace("About One", "a&nbsp;b &eacute; Q & A"));
    assertEquals("a b é Q & A", feed.articles().getFirst().summary());
  }

  @Test
  void markup_becomes_plain_text_on_one_line_and_short() throws Exception {
    var html =
        "<![CDATA[<p>Hello<br>world</p><script>alert(1)</script><style>p {}</style>"
            + "&lt;tag&gt; &#0; <img src=x onerror=alert(1)> "
            + "word ".repeat(200)
            + "]]>";
    var summary =
        parse(Feeds.rss(Feeds.item("One")).replace("About One", html))
            .articles()
            .getFirst()
            .summary();
    assertTrue(summary != null && summary.startsWith("Hello world <tag> "), summary);
    assertTrue(summary.endsWith(" word…") && summary.length() <= 500, summary);
    assertTrue(summary.chars().noneMatch(Character::isISOControl), summary);
  }

  @Test
  void markup_that_is_escaped_broken_or_hidden_becomes_no_markup() throws Exception {
    assertEquals("1 < 2", summaryOf("1 &amp;lt; 2"));
    assertEquals("bold", summaryOf("&lt;b&gt;bold&lt;/b&gt;"));
    assertEquals("a b", summaryOf("<![CDATA[a<br/>b<iframe src='javascript:x'>c]]>"));
    assertEquals("before", summaryOf("<![CDATA[before<script>alert('x')]]>"));
    assertEquals("seen", summaryOf("<![CDATA[<!-- not -->seen]]>"));
    assertEquals("Ä € ع \uD83D\uDE00", summaryOf("&Auml; &#8364; &#x639; &#128512;"));
    assertEquals("click", summaryOf("<![CDATA[<a href=\"javascript:x\" onclick=x>click</a]]>"));
  }

  private static @Nullable String summaryOf(String description) throws FeedException {
    var xml = Feeds.rss(Feeds.item("One")).replace("About One", description);
    return parse(xml).articles().getFirst().summary();
  }

  @Test
  void long_texts_are_never_cut_within_a_character() {
    assertEquals("ab…", PlainText.of("ab\uD83D\uDE00cd", 4));
    assertEquals("ab\uFFFDc", PlainText.of("ab\uD83Dc", 4));
    assertNull(PlainText.of(" \u00A0\n", 4));
  }

  @Test
  void links_are_made_absolute_and_only_those_of_the_web_are_kept() throws Exception {
    assertEquals("https://feeds.test/a%20b%7Cc", linkOf("/a b|c"));
    assertEquals("https://feeds.test/news/x?a=1&b=2", linkOf(" x?a=1&amp;b=2 "));
    assertNull(linkOf("javascript:alert(1)"));
    assertNull(linkOf("file:///etc/passwd"));
    assertNull(linkOf("http://[broken"));
  }

  @Test
  void a_permanent_guid_stands_in_for_a_missing_link() throws Exception {
    var xml = Feeds.rss(Feeds.item("One"));
    var link = "<link>https://example.test/One</link>";
    var guid = xml.replace(link, "<guid>https://example.test/guid</guid>");
    assertEquals("https://example.test/guid", parse(guid).articles().getFirst().url());
    var opaque = xml.replace(link, "<guid isPermaLink=\"false\">https://x.test</guid>");
    assertNull(parse(opaque).articles().getFirst().url());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tue, 03 Mar 2026 10:00:00 GMT        | 2026-03-03T10:00:00Z",
        "Tues, 3 March 26 10:00 EST           | 2026-03-03T15:00:00Z",
        "3 Mar 2026 13:00:00 +0300            | 2026-03-03T10:00:00Z",
        "Wed, 03 Mar 2026 10:00:00 GMT        | 2026-03-03T10:00:00Z",
        "Tue, 03 Mar 2026 10:00:00 +0000 (UTC)| 2026-03-03T10:00:00Z",
        "Tue, 03 Mar 2026 10:00:00            | 2026-03-03T10:00:00Z",
        "03 Mar 2026                          | 2026-03-03T00:00:00Z",
        "2026-03-03T13:00:00+03:00            | 2026-03-03T10:00:00Z",
        "2026-03-03T10:00:00.123456Z          | 2026-03-03T10:00:00Z",
        "2026-03-03T10:00:00                  | 2026-03-03T10:00:00Z",
        "2026-03-03 10:00                     | 2026-03-03T10:00:00Z",
        "2026-03-03                           | 2026-03-03T00:00:00Z",
        "Tue, 03 Mar 2026 02:00:00 PST        | 2026-03-03T10:00:00Z",
        "Tue, 03 Mar 2026 10:00:00 UT         | 2026-03-03T10:00:00Z",
        "Tue, 03 Mar 2026 10:00:00 Z          | 2026-03-03T10:00:00Z",
        "Tue,03 Mar 2026 10:00:00 GMT         | 2026-03-03T10:00:00Z",
        "03 mar 2026 10:00 +0000              | 2026-03-03T10:00:00Z",
        "Tue, 03 Mar 2026 10:00:00 -00:00     | 2026-03-03T10:00:00Z",
        "2026-03-03T10:00Z                    | 2026-03-03T10:00:00Z",
        "2026-03-03T13:00:00+0300             | 2026-03-03T10:00:00Z",
        "2026-03                              | 2026-03-01T00:00:00Z",
        "3-Mar-2026 10:00 GMT                 | 2026-03-03T10:00:00Z",
        "Tue, 3 March 99 10:00 CEST           | 1999-03-03T08:00:00Z",
        "2026                                 | 2026-01-01T00:00:00Z",
        "Tue, 03 Mar 2026 10:00:00 XYZ        |",
        "Tue, 03 Mar 2026 10:00:00 +9900      |",
        "mar. 3 juil. 2026 10:00:00 +0200     |",
        "Tue, 32 Mar 2026 10:00:00 GMT        |",
        "Tue, 03 Mar 2026 25:00:00 GMT        |",
        "2026-02-30T10:00:00Z                 |",
        "2026-13-03                           |",
        "1772532000                           |",
        "yesterday                            |",
        "                                     |",
      })
  void reads_the_dates_that_feeds_write(@Nullable String written, @Nullable String instant)
      throws Exception {
    var zone = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try {
      var xml = Feeds.rss(Feeds.item("One", written == null ? "" : written));
      var expected = instant == null ? null : Instant.parse(instant);
      assertEquals(expected, parse(xml).articles().getFirst().publishedAt());
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                       | it is empty",
        "{\"articles\": []}                       | it is not XML",
        "<!doctype html><html><body>x</html>      | it is an HTML page: give the address",
        "<note/>                                  | it is no RSS or Atom feed",
        "<rss version=\"2.0\"><channel><title>t   | must start and end within the same entity",
        "<rss version=\"2.0\"><channel></rss>     | must be terminated by the matching end-tag",
        "<!DOCTYPE rss                            | it is not XML",
        "<!DOCTYPE rss <rss version=\"2.0\"/      | its DOCTYPE does not end",
        "<?xml version=\"1.0\" encoding=\"nope\"?><rss/> | its characters cannot be decoded",
      })
  void says_why_something_is_no_feed(String text, String reason) {
    var refused = assertThrows(FeedException.class, () -> parse(text));
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
  }

  @Test
  void refuses_entities_that_read_files_or_exhaust_memory() {
    var rss = Feeds.rss(Feeds.item("One")).replace("About One", "&x;");
    var file = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    var laughs = new StringBuilder("<!DOCTYPE rss [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 10; i++) {
      laughs.append("<!ENTITY l%d \"%s\">".formatted(i, ("&l" + (i - 1) + ";").repeat(10)));
    }
    laughs.append("<!ENTITY x \"&l9;\">]>");
    for (var doctype : List.of(file, laughs.toString())) {
      var refused =
          assertThrows(FeedException.class, () -> parse(rss.replace("?>", "?>" + doctype)));
      assertTrue(String.valueOf(refused.getMessage()).contains("declares entities of its own"));
    }
    var twice = "<!DOCTYPE rss><!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    assertThrows(FeedException.class, () -> parse(rss.replace("?>", "?>" + twice)));
    var hidden = "<!-- <rss> -->" + file;
    assertThrows(FeedException.class, () -> parse(rss.replace("?>", "?>" + hidden)));
    var external = "<!DOCTYPE rss SYSTEM \"file:///etc/hostname\">";
    assertThrows(FeedException.class, () -> parse(rss.replace("?>", "?>" + external)));
  }

  @Test
  void includes_nothing_from_elsewhere() throws Exception {
    var include =
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/hostname' parse='text'/>";
    assertNull(summaryOf(include));
  }

  @Test
  void refuses_nesting_that_would_overflow_stacks() {
    var deep = "<b>".repeat(100_000) + "</b>".repeat(100_000);
    var atom =
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><entry><id>x</id><content type=\"xhtml\">"
            + deep
            + "</content></entry></feed>";
    assertThrows(FeedException.class, () -> parse(atom));
  }

  private static @Nullable String linkOf(String link) throws FeedException {
    var xml = Feeds.rss(Feeds.item("One")).replace("https://example.test/One", link);
    return parse(xml).articles().getFirst().url();
  }

  private static Feed parse(String xml) throws FeedException {
    return parse(xml.getBytes(UTF_8), "application/xml");
  }

  private static Feed parse(byte[] xml, @Nullable String contentType) throws FeedException {
    return FeedParser.parse(SOURCE, URI.create(SOURCE.url()), xml, contentType);
  }
}
