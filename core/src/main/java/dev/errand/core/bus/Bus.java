package dev.errand.core.bus;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one way from verticle to verticle. Records arrive as the same reference, without JSON or a
 * copy, within this process only. A failure of the server, thrown or in its future, arrives at the
 * asker as the same throwable. Thread-safe; answers arrive on the asker's context.
 */
public final class Bus implements Desk {

  private static final String ADDRESS = "errand.";

  private final EventBus eventBus;
  private final boolean rehearsing;

  /** Registers the codecs: make one bus per Vert.x instance. */
  public Bus(Vertx vertx) {
    this(vertx.eventBus(), false);
    eventBus.registerDefaultCodec(Envelope.class, new ByReference<>("errand.envelope"));
    eventBus.registerDefaultCodec(Refusal.class, new ByReference<>("errand.refusal"));
  }

  private Bus(EventBus eventBus, boolean rehearsing) {
    this.eventBus = eventBus;
    this.rehearsing = rehearsing;
  }

  /** The same bus for those who only try: of each command it asks for the rehearsal. */
  public Bus rehearsing() {
    return new Bus(eventBus, true);
  }

  /** Asks the verticle that serves requests of this class. */
  // The server of a Request<R> answers with an R, see serve; R is Void where the answer is null.
  @SuppressWarnings({"unchecked", "NullAway"})
  public <R> Future<R> request(Request<R> wanted) {
    var request = rehearsing && wanted instanceof Command<R> command ? command.rehearsal() : wanted;
    return eventBus
        .<Envelope>request(
            ADDRESS + request.getClass().getName(),
            new Envelope(request),
            options(request.patience()))
        .map(message -> (R) message.body().content())
        .recover(failure -> Future.failedFuture(cause(request, failure)));
  }

  /** On the calling verticle's context, until it is undeployed. */
  @Override
  public <R, Q extends Request<R>> void serve(Class<Q> type, Function<Q, Future<R>> server) {
    eventBus.<Envelope>localConsumer(
        ADDRESS + type.getName(), message -> answer(message, server, type));
  }

  /** Serves rehearsals of all commands, in the same way. */
  // A server of any R is one of each.
  @SuppressWarnings({"unchecked", "rawtypes"})
  public void rehearse(Function<Rehearse<Object>, Future<Object>> server) {
    serve((Class) Rehearse.class, (Function) server);
  }

  /** Tells every listener of this class, if there is one. */
  public void publish(Notification notification) {
    eventBus.publish(
        ADDRESS + notification.getClass().getName(),
        new Envelope(notification),
        new DeliveryOptions().setLocalOnly(true));
  }

  /** Listens on the calling verticle's context, until it is undeployed. */
  public <N extends Notification> void listen(Class<N> type, Consumer<N> listener) {
    eventBus.<Envelope>localConsumer(
        ADDRESS + type.getName(), message -> listener.accept(type.cast(message.body().content())));
  }

  private static <R, Q extends Request<R>> void answer(
      Message<Envelope> message, Function<Q, Future<R>> server, Class<Q> type) {
    // A consumer that throws would send nothing, and the asker would wait for its patience to end.
    Future<R> answer;
    try {
      answer = server.apply(type.cast(message.body().content()));
    } catch (RuntimeException | Error thrown) {
      answer = Future.failedFuture(thrown);
    }
    answer.onComplete(
        result -> message.reply(new Envelope(result)),
        failure -> message.reply(new Refusal(failure)));
  }

  private static DeliveryOptions options(Duration patience) {
    return new DeliveryOptions().setLocalOnly(true).setSendTimeout(patience.toMillis());
  }

  private static Throwable cause(Request<?> request, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.refused;
    }
    if (failure instanceof ReplyException reply) {
      var name = request.getClass().getSimpleName();
      return new Problem.Unavailable(
          reply.failureType() == ReplyFailure.NO_HANDLERS
              ? "The service is starting or stopping: nobody serves " + name
              : "No answer to " + name + " within " + request.patience().toSeconds() + " s");
    }
    return failure;
  }

  private record Envelope(@Nullable Object content) {}

  private static final class Refusal extends ReplyException {
    private final Throwable refused;

    Refusal(Throwable refused) {
      super(ReplyFailure.RECIPIENT_FAILURE);
      this.refused = refused;
    }
  }

  private record ByReference<T>(String name) implements MessageCodec<T, T> {
    @Override
    public void encodeToWire(Buffer buffer, T content) {
      throw new UnsupportedOperationException("the bus does not leave the process");
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException("the bus does not leave the process");
    }

    @Override
    public T transform(T content) {
      return content;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
