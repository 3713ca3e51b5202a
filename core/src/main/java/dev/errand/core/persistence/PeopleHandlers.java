package dev.errand.core.persistence;

import dev.errand.core.bus.Bus;
import dev.errand.core.comment.CommentCommand.AddComment;
import dev.errand.core.comment.CommentCommand.DeleteComment;
import dev.errand.core.comment.CommentCommand.EditComment;
import dev.errand.core.comment.CommentQuery.GetComment;
import dev.errand.core.comment.CommentQuery.ListComments;
import dev.errand.core.comment.Comments;
import dev.errand.core.quota.Levels;
import dev.errand.core.reminder.ReminderCommand.DeleteReminder;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.SnoozeReminder;
import dev.errand.core.reminder.ReminderQuery.GetReminder;
import dev.errand.core.reminder.ReminderQuery.ListReminders;
import dev.errand.core.reminder.Reminders;
import dev.errand.core.site.SiteCommand.CreateSite;
import dev.errand.core.site.SiteCommand.DeleteSite;
import dev.errand.core.site.SiteCommand.UpdateSite;
import dev.errand.core.site.SiteQuery.GetSite;
import dev.errand.core.site.SiteQuery.ListSites;
import dev.errand.core.site.Sites;
import dev.errand.core.task.Tasks;
import dev.errand.core.user.UserCommand.CreateUser;
import dev.errand.core.user.UserCommand.DeleteUser;
import dev.errand.core.user.UserCommand.SeeUser;
import dev.errand.core.user.UserCommand.UpdateUser;
import dev.errand.core.user.UserQuery.GetRole;
import dev.errand.core.user.UserQuery.GetUser;
import dev.errand.core.user.UserQuery.ListUsers;
import dev.errand.core.user.Users;

/** Has the bus reach what people need: users, sites, comments, reminders. */
final class PeopleHandlers {

  private final Bus bus;
  private final Tasks.Means means;
  private final Levels levels;

  PeopleHandlers(Bus bus, Tasks.Means means, Levels levels) {
    this.bus = bus;
    this.means = means;
    this.levels = levels;
  }

  void serve(Tasks tasks, Signals signals) {
    var users = new Users(new Users.Means(means.pg(), means.ids(), means.clock(), means.limits()));
    bus.serve(SeeUser.class, users::see);
    bus.serve(CreateUser.class, users::create);
    bus.serve(
        UpdateUser.class,
        command ->
            users.update(command).onSuccess(user -> levels.forget(user.tenantId(), user.id())));
    bus.serve(DeleteUser.class, users::delete);
    bus.serve(GetUser.class, users::get);
    bus.serve(GetRole.class, users::role);
    bus.serve(ListUsers.class, users::list);
    new OfferHandlers(bus, means, levels).serve(users);
    var sites = new Sites(means.pg(), means.ids(), means.clock());
    bus.serve(CreateSite.class, sites::create);
    bus.serve(UpdateSite.class, sites::update);
    bus.serve(DeleteSite.class, sites::delete);
    bus.serve(GetSite.class, sites::get);
    bus.serve(ListSites.class, sites::list);
    var comments = new Comments(means.pg(), tasks, means.ids(), means.clock());
    bus.serve(AddComment.class, command -> signals.publishing(comments.add(command)));
    bus.serve(EditComment.class, command -> signals.publishing(comments.edit(command)));
    bus.serve(DeleteComment.class, command -> signals.publishing(comments.delete(command)));
    bus.serve(GetComment.class, comments::get);
    bus.serve(ListComments.class, comments::list);
    var reminders = new Reminders(means.pg(), tasks, means.ids(), means.clock());
    bus.serve(SetReminder.class, command -> signals.publishing(reminders.set(command)));
    bus.serve(DeleteReminder.class, command -> signals.publishing(reminders.delete(command)));
    bus.serve(SnoozeReminder.class, command -> signals.publishing(reminders.snooze(command)));
    bus.serve(GetReminder.class, reminders::get);
    bus.serve(ListReminders.class, reminders::list);
  }
}
