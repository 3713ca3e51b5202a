package dev.errand.core.egress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** Collects what a request's body publisher brings, so that a redirect can send it once more. */
final class RequestBody implements Flow.Subscriber<ByteBuffer> {

  private final Promise<Buffer> whole = Promise.promise();
  private final Buffer bytes = Buffer.buffer();

  private RequestBody() {}

  static Future<Buffer> of(BodyPublisher publisher) {
    var body = new RequestBody();
    publisher.subscribe(body);
    return body.whole.future();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    bytes.appendBytes(copy);
  }

  @Override
  public void onError(Throwable failure) {
    whole.tryFail(failure);
  }

  @Override
  public void onComplete() {
    whole.tryComplete(bytes);
  }
}
