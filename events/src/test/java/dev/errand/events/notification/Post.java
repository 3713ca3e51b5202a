package dev.errand.events.notification;

import static dev.errand.core.testing.CoreFixture.await;
import static dev.errand.core.testing.CoreFixture.caller;

import dev.errand.core.egress.Directory;
import dev.errand.core.egress.Egress;
import dev.errand.core.egress.EgressSettings;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.notification.Notification;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import dev.errand.core.page.Page.Part;
import dev.errand.core.reminder.Reminder;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.Wish;
import dev.errand.core.reminder.ReminderQuery.GetReminder;
import dev.errand.core.reminder.TellCommand.TellReminders;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.user.UserCommand.CreateUser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** A core, people who are to be reminded of something, and what sends it, on a settable clock. */
final class Post implements AutoCloseable {

  final CoreFixture core = new CoreFixture();
  final Egress egress;
  private final Context context = core.vertx.getOrCreateContext();
  private int users;

  /** With a way out to loopback, which has an address for each service. */
  Post(Directory directory) {
    egress = new Egress(core.vertx, EgressSettings.USUAL.allowing(List.of("127.0.0.1")), directory);
  }

  /** One that sends by these, made where it will be called. */
  Sender sender(Supplier<List<Channel>> channels) {
    return on(
        () ->
            Future.succeededFuture(
                new Sender(
                    core.bus,
                    new Channels(channels.get(), new ChannelStatus(new SimpleMeterRegistry())),
                    core.ids,
                    core.clock)));
  }

  <T> T on(Supplier<Future<T>> work) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(now -> work.get().onComplete(answer));
    return await(answer.future());
  }

  /** Sends what is to be sent; answers with how many were seen to. */
  int send(Sender sender) {
    return on(sender::runOnce);
  }

  String user(JsonObject members) {
    var id = "user/" + users++;
    core.ask(new CreateUser(id, members, caller("boss", Role.ADMIN)));
    return id;
  }

  /** Has somebody reminded of a task, by a channel or, with {@code event}, as they prefer. */
  Reminder remind(String user, String channel) {
    var task = core.create("todo", null, new JsonObject().put("title", "Valve"));
    var at = core.clock.instant().plus(Duration.ofMinutes(1));
    var wish = new Wish(at, null, user, channel);
    var reminder = core.ask(new SetReminder(task.key(), null, wish, caller("me", Role.ADMIN)));
    core.clock.advance(Duration.ofMinutes(1));
    core.ask(new TellReminders(core.clock.instant(), 100));
    return reminder;
  }

  Reminder read(Reminder reminder) {
    return core.ask(new GetReminder(reminder.task(), reminder.id(), Sight.ALL));
  }

  Instant now() {
    return core.clock.instant();
  }

  /** What they find in their list. */
  List<Notification> list(String user) {
    return core.ask(new ListNotifications("t1", user, false, new Part(100, 0, null))).items();
  }

  @Override
  public void close() {
    await(egress.close());
    core.close();
  }
}
