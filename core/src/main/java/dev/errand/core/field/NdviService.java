package dev.errand.core.field;

import dev.errand.core.egress.Egress;
import dev.errand.core.egress.Upstream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;

/** A service behind {@code POST /api/v1/ndvi/calculate}: {@code docs/fields.md}. Thread-safe. */
public final class NdviService implements HealthSource {

  static final String NAME = "The field health service";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Upstream upstream;
  private final URI address;
  private final Duration patience;

  /** At the operator's address, {@link dev.errand.core.egress.Directory#callable} already. */
  public NdviService(Egress egress, URI base) {
    this(egress, base, PATIENCE);
  }

  NdviService(Egress egress, URI base, Duration patience) {
    upstream = new Upstream(egress, NAME);
    address = URI.create(base.toString().replaceAll("/+$", "") + "/api/v1/ndvi/calculate");
    this.patience = patience;
  }

  @Override
  public Future<FieldHealth> health(GetFieldHealth query) {
    var fieldId = query.fieldId();
    var asked = Upstream.post(address, new JsonObject().put("field_id", fieldId));
    return upstream
        .ask(Upstream.forTenant(query.tenantId(), asked).timeout(patience).build())
        .map(said -> new HealthReading(said).of(fieldId));
  }
}
