package dev.errand.core.quota;

import dev.errand.core.egress.Egress;
import dev.errand.core.identity.Level;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Accounts behind {@code GET /api/v1/accounts/{user}}. Thread-safe. */
public final class AccountService implements Accounts {

  /** Somebody waits for the answer, and can be served without it. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Egress egress;
  private final String base;

  /** At the operator's address, {@link dev.errand.core.egress.Directory#callable} already. */
  public AccountService(Egress egress, URI base) {
    this.egress = egress;
    this.base = base.toString().replaceAll("/+$", "");
  }

  @Override
  public Future<Optional<Level>> level(String tenantId, String userId) {
    var user = URLEncoder.encode(userId, StandardCharsets.UTF_8).replace("+", "%20");
    var request =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/accounts/" + user))
            .header("Accept", "application/json")
            .header("X-Tenant-ID", tenantId)
            .timeout(PATIENCE)
            .build();
    return egress.sendTrustedAsync(request).compose(AccountService::read);
  }

  private static Future<Optional<Level>> read(HttpResponse<byte[]> answer) {
    if (answer.statusCode() == 404) {
      return Future.succeededFuture(Optional.empty());
    }
    if (answer.statusCode() != 200) {
      return Future.failedFuture(
          new IOException("the account service answered " + answer.statusCode()));
    }
    var level = new JsonObject(Buffer.buffer(answer.body())).getString("subscription_level");
    return level == null
        ? Future.failedFuture(new IOException("the account service names no subscription_level"))
        : Future.succeededFuture(Level.of(level));
  }
}
