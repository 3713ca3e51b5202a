package dev.errand.executor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A real HTTP server on a free port of the loopback address that answers what a test tells it. */
public final class Upstream implements AutoCloseable {

  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile Reply other = Reply.of(404, "text/plain", "nothing here");

  /** Starts it. */
  public Upstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its base URL, without a slash at the end. */
  public String url() {
    return "http://" + host();
  }

  /** The URL of a path. */
  public URI url(String path) {
    return URI.create(url() + path);
  }

  /** Its host and port. */
  public String host() {
    return server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  /** What to answer to requests for a path, whatever their method and query. */
  public Upstream on(String path, Reply reply) {
    replies.put(path, reply);
    return this;
  }

  /** What to answer where nothing else was said, instead of 404. */
  public Upstream otherwise(Reply reply) {
    other = reply;
    return this;
  }

  /** All requests so far, oldest first. */
  public List<Received> received() {
    return received;
  }

  /** Waits until so many requests have arrived since the last call. */
  public void awaitRequests(int number) throws InterruptedException {
    if (!arrivals.tryAcquire(number, 10, TimeUnit.SECONDS)) {
      throw new AssertionError("expected " + number + " requests within 10 s, got " + received);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getRawPath();
      var body = exchange.getRequestBody().readAllBytes();
      received.add(
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              Map.copyOf(exchange.getRequestHeaders()),
              new String(body, UTF_8)));
      arrivals.release();
      var reply = replies.getOrDefault(path, other);
      if (reply.hangs()) {
        awaitClose();
      }
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(reply.status(), reply.declared() == 0 ? -1 : reply.declared());
      exchange.getResponseBody().write(reply.body());
    }
  }

  private void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /**
   * A request as it came in.
   *
   * @param headers with names as {@code Content-type}
   */
  public record Received(String method, URI uri, Map<String, List<String>> headers, String body) {

    /** The first value of a header; empty if it was not sent. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }
  }

  /**
   * What to answer.
   *
   * @param declared the length that the header names; more than the body has breaks the exchange
   * @param hangs whether nothing is answered until the server closes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Reply(
      int status, Map<String, String> headers, byte[] body, int declared, boolean hangs) {

    /** A status and a text. */
    public static Reply of(int status, String contentType, String body) {
      return of(status, contentType, body.getBytes(UTF_8));
    }

    /** A status and bytes. */
    public static Reply of(int status, String contentType, byte[] body) {
      return new Reply(status, Map.of("Content-Type", contentType), body, body.length, false);
    }

    /** 200 with JSON. */
    public static Reply json(String body) {
      return of(200, "application/json; charset=utf-8", body);
    }

    /** Nothing until the server closes. */
    public static Reply hanging() {
      return new Reply(200, Map.of(), new byte[0], 0, true);
    }

    /** The same with another header. */
    public Reply with(String header, String value) {
      var more = new HashMap<>(headers);
      more.put(header, value);
      return new Reply(status, Map.copyOf(more), body, declared, hangs);
    }

    /** The same, but the connection breaks before the last byte. */
    public Reply brokenOff() {
      return new Reply(status, headers, body, declared + 100, hangs);
    }
  }
}
