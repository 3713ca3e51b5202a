package dev.errand.core.template;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Level;
import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgErrors;
import dev.errand.core.postgres.Revisions;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.MergePatch;
import dev.errand.core.tasktype.TaskTypes;
import dev.errand.core.template.Template.Timeline;
import dev.errand.core.template.TemplateCommand.CreateTemplate;
import dev.errand.core.template.TemplateCommand.DeleteTemplate;
import dev.errand.core.template.TemplateCommand.Target;
import dev.errand.core.template.TemplateCommand.UpdateTemplate;
import dev.errand.core.template.TemplateQuery.GetTemplate;
import dev.errand.core.template.TemplateQuery.ListTemplates;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The use cases of templates: whoever has the level uses them, admins keep those of their tenant.
 * Confined to one event loop.
 */
public final class Templates {

  private final TemplateRows rows;
  private final TemplateRules rules;
  private final Ids ids;
  private final InstantSource clock;
  private final Function<Caller, Future<Level>> levels;

  /** What the use cases work with; the function tells the level of a caller. */
  public record Means(
      Pg pg,
      TaskTypes types,
      Ids ids,
      InstantSource clock,
      Function<Caller, Future<Level>> levels) {}

  /** On the event loop of the verticle that will call it. */
  public Templates(Means means) {
    rows = new TemplateRows(means.pg(), means.clock());
    rules = new TemplateRules(means.types(), means.clock());
    ids = means.ids();
    clock = means.clock();
    levels = means.levels();
  }

  /** Reads one. */
  public Future<Template> get(GetTemplate query) {
    var caller = query.caller();
    return find(caller.tenantId(), query.idOrKey())
        .compose(
            found -> {
              if (!found.active() && !query.inactive()) {
                throw unknown(query.idOrKey());
              }
              return levels.apply(caller).map(level -> open(found, level, query.action()));
            });
  }

  private static Template open(Template found, Level level, String action) {
    if (!level.atLeast(found.level())) {
      throw new Problem.Denied(
          action,
          Map.of(
              "required_subscription_level", found.level().word(),
              "subscription_level", level.word()));
    }
    return found;
  }

  /** Lists; those from which no tasks can be created only to admins. */
  public Future<Page<Template>> list(ListTemplates query) {
    var caller = query.caller();
    boolean all = caller.role().atLeast(Role.ADMIN);
    return levels
        .apply(caller)
        .compose(
            level ->
                rows.all(caller.tenantId())
                    .map(
                        own ->
                            Stream.concat(BuiltIn.ALL.stream(), own.stream())
                                .filter(each -> level.atLeast(each.level()))
                                .filter(each -> all || each.active())
                                .filter(each -> isOf(query, each))
                                .sorted(Comparator.comparing(Template::key))
                                .toList()))
        .map(found -> page(found, query.part()));
  }

  private boolean isOf(ListTemplates query, Template template) {
    return (query.category() == null || query.category().equals(template.category()))
        && (query.type() == null || rules.same(query.type(), template.type()));
  }

  private static Page<Template> page(List<Template> found, Page.Part part) {
    var after = part.after();
    var rest =
        found.stream()
            .filter(each -> after == null || each.key().compareTo(after) > 0)
            .skip(part.offset())
            .limit(part.limit() + 1L)
            .toList();
    boolean more = rest.size() > part.limit();
    var shown = more ? rest.subList(0, part.limit()) : rest;
    return new Page<>(shown, found.size(), more ? shown.getLast().key() : null);
  }

  /** Creates. */
  public Future<Template> create(CreateTemplate command) {
    var caller = command.caller();
    var now = clock.instant();
    var template =
        Template.of(
            ids.or(command.id()),
            command.members(),
            false,
            new Timeline(caller.userId(), 1, now, now));
    rules.check(template);
    requireFree(template);
    return unique(template, rows.insert(caller.tenantId(), template)).map(template);
  }

  /** Changes. A patch that changes nothing writes nothing. */
  public Future<Template> update(UpdateTemplate command) {
    var tenantId = command.target().caller().tenantId();
    return change(
            command.target(),
            "update",
            read -> {
              var members = MergePatch.apply(read.members(), command.patch());
              var changed = Template.of(read.id(), members, false, read.timeline());
              rules.check(changed);
              requireFree(changed);
              return changed.equals(read)
                  ? Future.succeededFuture(true)
                  : unique(changed, rows.update(tenantId, changed, clock.instant()));
            })
        .compose(read -> find(tenantId, read.id().toString()));
  }

  /** Removes; answers with it as it was. */
  public Future<Template> delete(DeleteTemplate command) {
    var tenantId = command.target().caller().tenantId();
    return change(command.target(), "delete", read -> rows.delete(tenantId, read));
  }

  private Future<Template> change(
      Target target, String action, Function<Template, Future<Boolean>> write) {
    return Revisions.change(
        "template",
        () -> find(target.caller().tenantId(), target.idOrKey()),
        read -> {
          Revisions.require(target.ifMatch(), read.etag());
          if (read.builtIn()) {
            throw new Problem.Conflict(
                "built_in",
                "The template %s is built in, and the same for everybody: create one with a key of your own instead"
                    .formatted(read.key()),
                Map.of("action", action));
          }
          return write.apply(read);
        });
  }

  private Future<Template> find(String tenantId, String idOrKey) {
    return rows.all(tenantId)
        .map(
            own ->
                Stream.concat(BuiltIn.ALL.stream(), own.stream())
                    .filter(
                        each -> each.key().equals(idOrKey) || each.id().toString().equals(idOrKey))
                    .findFirst()
                    .orElseThrow(() -> unknown(idOrKey)));
  }

  private static Problem unknown(String idOrKey) {
    return new Problem.NotFound("template", "template_id", idOrKey);
  }

  private static void requireFree(Template template) {
    if (BuiltIn.ALL.stream().anyMatch(each -> each.key().equals(template.key()))) {
      throw taken(template);
    }
  }

  private static Problem taken(Template template) {
    return new Problem.Conflict(
        "duplicate_template",
        "There is a template %s already: change that one, or choose another key"
            .formatted(template.key()),
        Map.of());
  }

  private static <T> Future<T> unique(Template template, Future<T> write) {
    return write.recover(
        failure -> Future.failedFuture(PgErrors.isDuplicate(failure) ? taken(template) : failure));
  }
}
