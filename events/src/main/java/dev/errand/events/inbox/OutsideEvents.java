package dev.errand.events.inbox;

import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.trigger.Event;
import dev.errand.core.trigger.TriggerCommand.RecordEvent;
import dev.errand.events.inbox.Letter.Unreadable;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Makes events for the triggers of what any service says. Thread-safe. */
public final class OutsideEvents implements Receiver {

  private static final String ACTOR = "system:nats";
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_KEY = 256;

  private final Bus bus;
  private final @Nullable String usualTenant;

  /** The tenant is that of letters that name none; null if they must. */
  public OutsideEvents(Bus bus, @Nullable String usualTenant) {
    this.bus = bus;
    this.usualTenant = usualTenant;
  }

  @Override
  public Future<?> receive(Letter letter) throws Unreadable {
    var content = letter.content();
    var tenantId = content.tenantId() == null ? usualTenant : content.tenantId();
    if (tenantId == null) {
      throw new Unreadable(
          "it must name its tenant: tenantid of a CloudEvent, tenant_id, or the header X-Tenant-ID");
    }
    if (letter.subject().length() > LONGEST_NAME || content.id().length() > LONGEST_KEY) {
      throw new Unreadable(
          "its subject must have at most %d characters, and its id %d"
              .formatted(LONGEST_NAME, LONGEST_KEY));
    }
    if (content.members().toBuffer().length() > Event.PAYLOAD_BYTES) {
      throw new Unreadable("its payload must have at most 256 KiB");
    }
    var what =
        new Event.What(letter.subject(), "default", content.members(), null, null, content.id());
    var request = new Caller.Origin(letter.id(), letter.subject());
    var caller = new Caller(tenantId, ACTOR, Role.ADMIN, null, request, Sight.ALL);
    return bus.request(new RecordEvent(null, what, caller));
  }
}
