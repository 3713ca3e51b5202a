package dev.errand.events.notification;

import dev.errand.core.egress.Egress;
import dev.errand.core.notification.Recipient;
import dev.errand.executor.Http;
import io.vertx.core.Future;
import java.net.URI;

/** An address that the recipient has named: a stranger's, so the egress rules hold. */
final class WebhookChannel implements Channel {

  private final Egress egress;

  WebhookChannel(Egress egress) {
    this.egress = egress;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public boolean reaches(Recipient recipient) {
    return recipient.preferences().getString("webhook_url") != null;
  }

  @Override
  public Future<?> send(Message message) {
    var url = String.valueOf(message.recipient().preferences().getString("webhook_url"));
    try {
      return egress
          .sendAsync(Posting.request(URI.create(url), message, message.json()))
          .compose(answer -> Posting.taken(answer, ""))
          .recover(
              failure ->
                  Future.failedFuture(
                      failure instanceof Http.Refused
                          ? new Undeliverable(String.valueOf(failure.getMessage()))
                          : failure));
    } catch (IllegalArgumentException noUrl) {
      return Future.failedFuture(
          new Undeliverable("The webhook_url cannot be called: " + noUrl.getMessage()));
    }
  }
}
