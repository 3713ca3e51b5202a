package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.quota.Levels;
import dev.errand.core.task.Tasks;
import dev.errand.core.template.TemplateCommand.CreateTemplate;
import dev.errand.core.template.TemplateCommand.DeleteTemplate;
import dev.errand.core.template.TemplateCommand.UpdateTemplate;
import dev.errand.core.template.TemplateQuery.GetTemplate;
import dev.errand.core.template.TemplateQuery.ListTemplates;
import dev.errand.core.template.Templates;
import dev.errand.core.user.UserCommand.ChangeSubscription;
import dev.errand.core.user.Users;

/** Has reached at a desk what depends on subscriptions: templates, and the levels themselves. */
final class OfferHandlers {

  private final Desk desk;
  private final Tasks.Means means;
  private final Levels levels;

  OfferHandlers(Desk desk, Tasks.Means means, Levels levels) {
    this.desk = desk;
    this.means = means;
    this.levels = levels;
  }

  void serve(Users users) {
    var templates =
        new Templates(
            new Templates.Means(means.pg(), means.types(), means.ids(), means.clock(), levels::of));
    desk.serve(CreateTemplate.class, templates::create);
    desk.serve(UpdateTemplate.class, templates::update);
    desk.serve(DeleteTemplate.class, templates::delete);
    desk.serve(GetTemplate.class, templates::get);
    desk.serve(ListTemplates.class, templates::list);
    desk.serve(
        ChangeSubscription.class,
        command -> users.subscribe(command).onSuccess(changed -> levels.forgetAll()));
  }
}
