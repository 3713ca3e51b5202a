package dev.errand.core.site;

import dev.errand.core.bus.Query;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about sites.
 *
 * @param <R> the answer
 */
public sealed interface SiteQuery<R> extends Query<R> {

  /** One of a tenant. */
  record GetSite(String tenantId, UUID id) implements SiteQuery<Site> {}

  /**
   * A tenant's, by name.
   *
   * @param active only those that are, or are not; null for all
   */
  record ListSites(String tenantId, @Nullable Boolean active, Part part)
      implements SiteQuery<Page<Site>> {}
}
