package dev.errand.events.notification;

import dev.errand.core.notification.NotificationCommand.Outgoing;
import dev.errand.core.notification.Recipient;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels that are configured, and who is reached by which. */
final class Channels {

  /** What is tried first where nobody has said: what reaches people, before what programs read. */
  private static final List<String> USUAL =
      List.of("email", "telegram", "webhook", "mqtt", "service");

  private final Map<String, Channel> byName = new LinkedHashMap<>();
  private final Channel inApp = new InAppChannel();

  private final ChannelStatus status;

  Channels(List<Channel> configured, ChannelStatus status) {
    this.status = status;
    configured.forEach(channel -> byName.put(channel.name(), channel));
    byName.put(inApp.name(), inApp);
  }

  /**
   * The one to send by: what was asked for, or else the first that its recipient prefers and that
   * reaches them. Who wants nothing, or is not here any more, finds it in their list alone.
   *
   * @throws Undeliverable if what was asked for does not reach them
   */
  Channel choose(Outgoing outgoing) throws Undeliverable {
    var recipient = outgoing.recipient();
    if (!recipient.active() || !recipient.preferences().getBoolean("notifications_enabled", true)) {
      return inApp;
    }
    var wanted = outgoing.wanted();
    if (wanted != null) {
      var channel = reaching(wanted, recipient);
      if (channel == null) {
        throw new Undeliverable(
            "The channel %s does not reach %s: %s"
                .formatted(
                    wanted,
                    recipient.userId(),
                    byName.containsKey(wanted)
                        ? "they have no address for it"
                        : "it is not configured"));
      }
      return channel;
    }
    for (var name : order(recipient)) {
      var channel = reaching(name, recipient);
      if (channel != null) {
        return channel;
      }
    }
    return inApp;
  }

  private @Nullable Channel reaching(String name, Recipient recipient) {
    var channel = byName.get(name);
    return channel != null && channel.reaches(recipient) ? channel : null;
  }

  private static List<String> order(Recipient recipient) {
    var preferred = recipient.preferences().getJsonArray("channels");
    if (preferred == null) {
      return USUAL;
    }
    var names = new ArrayList<String>();
    preferred.forEach(name -> names.add(String.valueOf(name)));
    return names;
  }

  /** How they are. */
  ChannelStatus status() {
    return status;
  }

  Future<?> close() {
    return Future.join(byName.values().stream().map(Channel::close).toList());
  }
}
