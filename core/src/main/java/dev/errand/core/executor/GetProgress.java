package dev.errand.core.executor;

import dev.errand.core.bus.Query;
import dev.errand.core.lease.LeaseCommand.Progress;
import java.util.List;

/** How far the executions of this process have come, as far as they say. */
public record GetProgress() implements Query<List<Progress>> {}
