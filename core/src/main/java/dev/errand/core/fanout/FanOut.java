package dev.errand.core.fanout;

import dev.errand.core.bus.Command;
import dev.errand.core.event.EventCommand.Batch;
import dev.errand.core.event.EventCommand.Reader;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Writes what a batch of events means for webhooks and relayed namespaces, and moves the feed past
 * it, as one change: so each is written once, whatever dies in between. Answers false, and writes
 * nothing, if the feed was read since by another that has taken over.
 *
 * @param reader who read the batch
 * @param batch what was read
 * @param messages for webhooks, in order
 * @param now as the reader's clock says
 */
public record FanOut(Reader reader, Batch batch, List<Message> messages, Instant now)
    implements Command<Boolean> {

  /**
   * A message for one webhook.
   *
   * @param tenantId whose it is
   * @param webhookId for which webhook
   * @param event what it tells
   * @param at when that was written
   * @param body to be sent
   */
  public record Message(String tenantId, UUID webhookId, Event event, Instant at, String body) {}

  /** Which event: its id and type, and what it is about. */
  public record Event(UUID id, String type, UUID taskId) {}
}
