package dev.errand.app.cli;

import dev.errand.app.ApiKeyMaker;
import dev.errand.core.apikey.ApiKey.Grant;
import dev.errand.core.apikey.Scope;
import dev.errand.core.identity.Role;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes an API key on the database, such as the first one, before any admin can call. */
@Command(
    name = "api-key",
    mixinStandardHelpOptions = true,
    description = "Makes an API key for a tenant and prints it, this once.")
final class ApiKeyCommand implements Callable<Integer> {

  private final PrintWriter out;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--tenant", required = true, description = "whose data it opens")
  private String tenant = "";

  @Option(names = "--name", required = true, description = "what it is for, for people")
  private String name = "";

  @Option(
      names = "--scope",
      required = true,
      split = ",",
      description = "what it opens: read, write, worker, admin")
  private List<String> scopes = new ArrayList<>();

  @Option(names = "--role", description = "as a person's; by default the least its scopes need")
  private @Nullable String role;

  @Option(names = "--expires-at", description = "such as 2036-01-01T00:00:00Z; by default never")
  private @Nullable String expiresAt;

  ApiKeyCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    var grant = Grant.of(name, scopes(), role(), expiry());
    // Notices go elsewhere: what is printed is the key alone, for scripts.
    var created = new ApiKeyMaker(options.loadQuietly(), notice -> {}).make(tenant, grant);
    out.println(created.secret());
    return 0;
  }

  private EnumSet<Scope> scopes() {
    var all = EnumSet.noneOf(Scope.class);
    for (var word : scopes) {
      try {
        all.add(Scope.of(word.strip()));
      } catch (IllegalArgumentException unknown) {
        throw wrong("--scope must be of read, write, worker, admin, not " + word);
      }
    }
    return all;
  }

  private @Nullable String role() {
    if (role != null && Role.of(role).isEmpty()) {
      throw wrong(
          "--role must be viewer, technician, operator, manager or admin, not "
              + role.toLowerCase(Locale.ROOT));
    }
    return role;
  }

  private @Nullable Instant expiry() {
    try {
      return expiresAt == null ? null : Instant.parse(expiresAt);
    } catch (DateTimeParseException e) {
      throw wrong("--expires-at must be a time like 2036-01-01T00:00:00Z, not " + expiresAt);
    }
  }

  private ParameterException wrong(String message) {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec");
    }
    return new ParameterException(spec.commandLine(), message);
  }
}
