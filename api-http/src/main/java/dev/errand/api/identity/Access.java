package dev.errand.api.identity;

import dev.errand.api.contract.AccessRule;
import dev.errand.api.problem.HttpProblem;
import dev.errand.api.problem.Problems;
import dev.errand.core.apikey.Scope;
import dev.errand.core.identity.Role;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets pass whom the contract lets call an operation, before anything of the request is read.
 * Thread-safe.
 */
public final class Access implements Handler<RoutingContext> {

  private final AccessRule rule;

  /** Behind a {@link Gatekeeper}. */
  public Access(AccessRule rule) {
    this.rule = rule;
  }

  @Override
  public void handle(RoutingContext context) {
    var identity = Gatekeeper.identity(context);
    if (!identity.caller().role().atLeast(rule.role())) {
      refuse(context, "required_role", rule.role().word());
    } else if (rule.scope() == Scope.WORKER && identity.isConfinedPerson()) {
      refuse(context, "required_role", Role.MANAGER.word());
    } else if (!identity.opens(rule.scope())) {
      refuse(context, "required_scope", rule.scope().word());
    } else {
      context.next();
    }
  }

  private void refuse(RoutingContext context, String member, String value) {
    Problems.answer(
        context,
        new HttpProblem(403, "permission_denied", "Permission denied")
            .with("action", rule.action())
            .with(member, value));
  }
}
