package dev.errand.executor.news;

import com.rometools.rome.io.FeedException;
import dev.errand.executor.Execution;
import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Reads sources side by side. Those that have not answered when four fifths of the attempt's time
 * are gone are given up, so that one that hangs does not cost the others their articles.
 */
final class SourceReader {

  private static final int SIDE_BY_SIDE = 8;
  private static final String ACCEPT =
      "application/rss+xml, application/atom+xml, application/rdf+xml;q=0.9,"
          + " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";

  private final Execution execution;
  private final Duration patience;

  SourceReader(Execution execution) {
    this.execution = execution;
    var left = Duration.between(execution.clock().instant(), execution.deadline());
    this.patience = left.multipliedBy(4).dividedBy(5);
  }

  /** One reading per source, in their order. */
  List<Reading> readAll(List<Source> sources) throws InterruptedException {
    var tasks = sources.stream().map(source -> (Callable<Reading>) () -> read(source)).toList();
    var threads = Thread.ofVirtual().name("news-", 0).factory();
    try (var pool = Executors.newFixedThreadPool(SIDE_BY_SIDE, threads)) {
      var readings = pool.invokeAll(tasks, patience.toMillis(), TimeUnit.MILLISECONDS);
      return IntStream.range(0, sources.size())
          .mapToObj(i -> ended(sources.get(i), readings.get(i)))
          .toList();
    }
  }

  private Reading ended(Source source, Future<Reading> reading) {
    return switch (reading.state()) {
      case SUCCESS -> reading.resultNow();
      case FAILED -> throw new IllegalStateException(source.url(), reading.exceptionNow());
      case CANCELLED, RUNNING ->
          unread(
              source,
              Outcome.failed(
                  "timed_out", "It has not answered within %s s".formatted(patience.toSeconds())));
    };
  }

  private Reading read(Source source) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(source.url()))
              .header("Accept", ACCEPT)
              .header("User-Agent", "Errand")
              .build();
      var http = execution.http();
      return parse(source, source.trusted() ? http.sendTrusted(request) : http.send(request));
    } catch (IllegalArgumentException e) {
      return unread(
          source,
          Outcome.failedForGood(
              "invalid_url", "It is no URL that could be read, such as https://example.org/feed"));
    } catch (Http.Refused e) {
      return unread(source, Outcome.failedForGood("refused", String.valueOf(e.getMessage())));
    } catch (IOException e) {
      var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return unread(source, Outcome.failed("unreachable", "It cannot be reached: " + message));
    }
  }

  private Reading parse(Source source, HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != 2) {
      return unread(source, Outcome.ofHttpFailure(response, execution.clock()));
    }
    try {
      var contentType = response.headers().firstValue("Content-Type").orElse(null);
      var feed = FeedParser.parse(source, response.uri(), response.body(), contentType);
      return new Reading.Read(source, feed);
    } catch (FeedException e) {
      return unread(
          source, Outcome.failedForGood("feed_invalid", "It cannot be read: " + e.getMessage()));
    }
  }

  private Reading unread(Source source, Outcome.Failed failed) {
    execution.log(source.url() + ": " + failed.failure().message());
    return new Reading.Unread(source, failed);
  }
}
