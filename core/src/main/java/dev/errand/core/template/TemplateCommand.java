package dev.errand.core.template;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What admins can do to the templates of their tenant.
 *
 * @param <R> the answer
 */
public sealed interface TemplateCommand<R> extends Command<R> {

  /**
   * Creates one.
   *
   * @param id null for a new one
   * @param members as the contract has validated them
   */
  record CreateTemplate(@Nullable UUID id, JsonObject members, Caller caller)
      implements TemplateCommand<Template> {}

  /** Changes by JSON merge patch (RFC 7396), as the contract has validated it. */
  record UpdateTemplate(Target target, JsonObject patch) implements TemplateCommand<Template> {}

  /** Removes; tasks keep its id. */
  record DeleteTemplate(Target target) implements TemplateCommand<Template> {}

  /**
   * Which is to be changed.
   *
   * @param idOrKey what it is known by
   * @param caller whose change it is
   * @param ifMatch the tags of which it must have one; null for any
   */
  record Target(String idOrKey, Caller caller, @Nullable List<String> ifMatch) {}
}
