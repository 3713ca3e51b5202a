package dev.errand.core.template;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Caller;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about templates.
 *
 * @param <R> the answer
 */
public sealed interface TemplateQuery<R> extends Query<R> {

  /**
   * One that the caller may use, by its id or its key; refused to who has too low a level.
   *
   * @param action what the caller wants it for
   * @param inactive whether one will do from which no tasks can be created
   */
  record GetTemplate(String idOrKey, Caller caller, String action, boolean inactive)
      implements TemplateQuery<Template> {}

  /**
   * Those that are open to the caller's level, by key.
   *
   * @param category only those of it; null for all
   * @param type only those of it; null for all
   */
  record ListTemplates(Caller caller, @Nullable String category, @Nullable String type, Part part)
      implements TemplateQuery<Page<Template>> {}
}
