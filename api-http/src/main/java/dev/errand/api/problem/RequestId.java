package dev.errand.api.problem;

import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Names each request, by the name that it brings or by a new one. */
public final class RequestId {

  private static final String HEADER = "X-Request-ID";
  private static final String KEY = "errand.request-id";
  private static final int LONGEST = 128;

  private RequestId() {}

  /** Names a request, and its answer. */
  public static void assign(RoutingContext context, Supplier<String> fresh) {
    var sent = context.request().getHeader(HEADER);
    var id = sent != null && isSane(sent) ? sent : fresh.get();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
  }

  /** False for what is refused before it is routed. */
  public static boolean isKnown(RoutingContext context) {
    return context.get(KEY) != null;
  }

  /** The name of a request. */
  public static String of(RoutingContext context) {
    return context.get(KEY, "unknown");
  }

  private static boolean isSane(String id) {
    return !id.isEmpty()
        && id.length() <= LONGEST
        && id.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }
}
