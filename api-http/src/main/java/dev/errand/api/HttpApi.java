package dev.errand.api;

import dev.errand.api.contract.Contract;
import dev.errand.api.feed.FeedMeans;
import dev.errand.api.identity.Gatekeeper;
import dev.errand.api.task.TaskEndpoints;
import io.vertx.ext.web.Router;
import java.util.function.Consumer;

/**
 * What all instances of {@link HttpApiVerticle} share. Immutable and thread-safe.
 *
 * @param settings where and how to serve
 * @param contract loaded once: it takes a while
 * @param means what the operations work with
 * @param gatekeeper lets in whoever may call
 * @param feed how events are read and followed
 * @param mounts adds routes at the root that are not of the API, such as {@code /health}; called
 *     once for each instance, on its event loop
 */
public record HttpApi(
    HttpSettings settings,
    Contract contract,
    TaskEndpoints.Means means,
    Gatekeeper gatekeeper,
    FeedMeans feed,
    Consumer<Router> mounts) {}
