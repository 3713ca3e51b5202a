package dev.errand.events.notification;

import dev.errand.core.egress.Egress;
import dev.errand.core.notification.Recipient;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;

/** Telegram's Bot API. The token is part of the URL, so failures never name more than the host. */
final class TelegramChannel implements Channel {

  /** What Telegram takes at most. */
  private static final int LONGEST = 4096;

  private final Egress egress;
  private final URI url;

  /**
   * By a bot.
   *
   * @param base without a path
   */
  TelegramChannel(Egress egress, URI base, String token) {
    this.egress = egress;
    url = Posting.under(base, "/bot" + token + "/sendMessage");
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public boolean reaches(Recipient recipient) {
    return recipient.telegramId() != null;
  }

  @Override
  public Future<?> send(Message message) {
    var text = message.title() + "\n\n" + message.text();
    var body =
        new JsonObject()
            .put("chat_id", message.recipient().telegramId())
            .put("text", text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text);
    return egress
        .sendTrustedAsync(Posting.request(url, message, body))
        .compose(answer -> Posting.taken(answer, description(answer)));
  }

  private static String description(HttpResponse<byte[]> answer) {
    return Posting.json(answer).getString("description", "");
  }
}
