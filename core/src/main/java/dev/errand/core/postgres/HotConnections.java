package dev.errand.core.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Pipelines statements over a few connections, each by the one that has the fewest under way. A
 * pool of several fills up its first connection before it uses the next: one large statement would
 * hold up all others there, while the next connection has nothing to do. Thread-safe.
 */
final class HotConnections {

  private final List<Connection> connections;

  /** Of clients that have one connection each. */
  HotConnections(int count, Supplier<SqlClient> client) {
    connections =
        Stream.generate(client)
            .limit(count)
            .map(each -> new Connection(each, new AtomicInteger()))
            .toList();
  }

  <T> Future<T> use(Function<SqlClient, Future<T>> work) {
    var idlest = connections.stream().min(Comparator.comparingInt(Connection::load)).orElseThrow();
    idlest.underWay.incrementAndGet();
    return work.apply(idlest.client).onComplete(done -> idlest.underWay.decrementAndGet());
  }

  Stream<Future<Void>> close() {
    return connections.stream().map(each -> each.client.close());
  }

  private record Connection(SqlClient client, AtomicInteger underWay) {
    int load() {
      return underWay.get();
    }
  }
}
