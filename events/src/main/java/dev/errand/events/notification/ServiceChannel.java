package dev.errand.events.notification;

import dev.errand.core.egress.Egress;
import dev.errand.core.notification.Recipient;
import io.vertx.core.Future;
import java.net.URI;

/** Another service, which reaches people in ways of its own. */
final class ServiceChannel implements Channel {

  private final Egress egress;
  private final URI url;

  /** At the operator's address, which may be {@code consul://name}. */
  ServiceChannel(Egress egress, URI base) {
    this.egress = egress;
    url = Posting.under(base, "/api/v1/notifications");
  }

  @Override
  public String name() {
    return "service";
  }

  @Override
  public boolean reaches(Recipient recipient) {
    return true;
  }

  @Override
  public Future<?> send(Message message) {
    return egress
        .sendTrustedAsync(Posting.request(url, message, message.json()))
        .compose(answer -> Posting.taken(answer, ""));
  }
}
