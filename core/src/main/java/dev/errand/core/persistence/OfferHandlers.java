package dev.errand.core.persistence;

import dev.errand.core.bus.Bus;
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

/** Has the bus reach what depends on subscriptions: templates, and the levels themselves. */
final class OfferHandlers {

  private final Bus bus;
  private final Tasks.Means means;
  private final Levels levels;

  OfferHandlers(Bus bus, Tasks.Means means, Levels levels) {
    this.bus = bus;
    this.means = means;
    this.levels = levels;
  }

  void serve(Users users) {
    var templates =
        new Templates(
            new Templates.Means(means.pg(), means.types(), means.ids(), means.clock(), levels::of));
    bus.serve(CreateTemplate.class, templates::create);
    bus.serve(UpdateTemplate.class, templates::update);
    bus.serve(DeleteTemplate.class, templates::delete);
    bus.serve(GetTemplate.class, templates::get);
    bus.serve(ListTemplates.class, templates::list);
    bus.serve(
        ChangeSubscription.class,
        command -> users.subscribe(command).onSuccess(changed -> levels.forgetAll()));
  }
}
