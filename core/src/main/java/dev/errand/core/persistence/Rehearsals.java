package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.bus.Rehearse;
import dev.errand.core.bus.Request;
import dev.errand.core.evidence.EvidenceCommand.KeepFile;
import dev.errand.core.ticker.Later;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Carries commands out by the features that carry them out in earnest, over a way to the database
 * that undoes everything; nobody is told, and nothing follows. Confined to one event loop.
 */
final class Rehearsals {

  private final Features.Means means;

  Rehearsals(Features.Means means) {
    this.means = means;
  }

  Future<Object> rehearse(Rehearse<Object> rehearsal) {
    return means
        .tasks()
        .pg()
        .rehearse(
            pg -> {
              var features = new Features(means.rehearsing(pg), Later.NEVER, notification -> {});
              var own = new Own();
              features.serve(own);
              // What is only looked at while it arrives was never opened in earnest.
              own.serve(KeepFile.class, features.evidence::keepUnopened);
              return own.ask(rehearsal.command());
            });
  }

  /** Where one rehearsal asks. */
  private static final class Own implements Desk {
    private final Map<Class<?>, Function<Object, Future<?>>> servers = new HashMap<>();

    @Override
    public <R, Q extends Request<R>> void serve(Class<Q> type, Function<Q, Future<R>> server) {
      servers.put(type, request -> server.apply(type.cast(request)));
    }

    Future<Object> ask(Request<Object> request) {
      var server = servers.get(request.getClass());
      if (server == null) {
        throw new IllegalArgumentException(
            "Nobody rehearses " + request.getClass().getSimpleName());
      }
      return server.apply(request).map(answer -> answer);
    }
  }
}
