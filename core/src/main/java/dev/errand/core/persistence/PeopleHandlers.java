package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.comment.CommentCommand.AddComment;
import dev.errand.core.comment.CommentCommand.DeleteComment;
import dev.errand.core.comment.CommentCommand.EditComment;
import dev.errand.core.comment.CommentQuery.GetComment;
import dev.errand.core.comment.CommentQuery.ListComments;
import dev.errand.core.comment.Comments;
import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.notification.NotificationCommand.ReadNotification;
import dev.errand.core.notification.NotificationCommand.ReadNotifications;
import dev.errand.core.notification.NotificationCommand.SettleNotifications;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import dev.errand.core.notification.Notifications;
import dev.errand.core.quota.Levels;
import dev.errand.core.reminder.DaySummaries;
import dev.errand.core.reminder.DueTelling;
import dev.errand.core.reminder.ReminderCommand.DeleteReminder;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.SnoozeReminder;
import dev.errand.core.reminder.ReminderQuery.GetReminder;
import dev.errand.core.reminder.ReminderQuery.ListReminders;
import dev.errand.core.reminder.Reminders;
import dev.errand.core.reminder.TellCommand.TellDays;
import dev.errand.core.reminder.TellCommand.TellDueSoon;
import dev.errand.core.reminder.TellCommand.TellOverdue;
import dev.errand.core.reminder.TellCommand.TellReminders;
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
import dev.errand.core.user.UserQuery.FindTenants;
import dev.errand.core.user.UserQuery.GetRole;
import dev.errand.core.user.UserQuery.GetUser;
import dev.errand.core.user.UserQuery.ListUsers;
import dev.errand.core.user.Users;

/** Has reached at a desk what people need: users, sites, comments, reminders. */
final class PeopleHandlers {

  private final Desk desk;
  private final Tasks.Means means;
  private final Levels levels;

  PeopleHandlers(Desk desk, Tasks.Means means, Levels levels) {
    this.desk = desk;
    this.means = means;
    this.levels = levels;
  }

  void serve(Tasks tasks, Signals signals) {
    var users = new Users(new Users.Means(means.pg(), means.ids(), means.clock(), means.limits()));
    desk.serve(SeeUser.class, users::see);
    desk.serve(CreateUser.class, users::create);
    desk.serve(
        UpdateUser.class,
        command ->
            users.update(command).onSuccess(user -> levels.forget(user.tenantId(), user.id())));
    desk.serve(DeleteUser.class, users::delete);
    desk.serve(GetUser.class, users::get);
    desk.serve(GetRole.class, users::role);
    desk.serve(ListUsers.class, users::list);
    desk.serve(FindTenants.class, users::tenants);
    new OfferHandlers(desk, means, levels).serve(users);
    var sites = new Sites(means.pg(), means.ids(), means.clock());
    desk.serve(CreateSite.class, command -> Claimed.once(sites.create(command)));
    desk.serve(UpdateSite.class, sites::update);
    desk.serve(DeleteSite.class, sites::delete);
    desk.serve(GetSite.class, sites::get);
    desk.serve(ListSites.class, sites::list);
    var comments = new Comments(means.pg(), tasks, means.ids(), means.clock());
    desk.serve(
        AddComment.class, command -> signals.publishing(Claimed.once(comments.add(command))));
    desk.serve(EditComment.class, command -> signals.publishing(comments.edit(command)));
    desk.serve(DeleteComment.class, command -> signals.publishing(comments.delete(command)));
    desk.serve(GetComment.class, comments::get);
    desk.serve(ListComments.class, comments::list);
    var reminders = new Reminders(means.pg(), tasks, means.ids(), means.clock());
    desk.serve(
        SetReminder.class, command -> signals.publishing(Claimed.once(reminders.set(command))));
    desk.serve(DeleteReminder.class, command -> signals.publishing(reminders.delete(command)));
    desk.serve(SnoozeReminder.class, command -> signals.publishing(reminders.snooze(command)));
    desk.serve(GetReminder.class, reminders::get);
    desk.serve(ListReminders.class, reminders::list);
    serveNotifications(tasks, signals);
  }

  private void serveNotifications(Tasks tasks, Signals signals) {
    var due = new DueTelling(means.pg());
    desk.serve(TellReminders.class, command -> signals.telling(due.reminders(command)));
    desk.serve(TellDueSoon.class, command -> signals.telling(due.dueSoon(command)));
    desk.serve(TellOverdue.class, command -> signals.telling(due.overdue(command)));
    desk.serve(TellDays.class, new DaySummaries(means.pg(), tasks::agenda)::tell);
    var notifications = new Notifications(means.pg(), means.clock());
    desk.serve(ClaimNotifications.class, notifications::claim);
    desk.serve(SettleNotifications.class, notifications::settle);
    desk.serve(ListNotifications.class, notifications::list);
    desk.serve(ReadNotification.class, notifications::read);
    desk.serve(ReadNotifications.class, notifications::read);
  }
}
