/**
 * The service provider interface of executor plugins: five types, on the JDK and Vert.x core's JSON
 * alone. A plugin implements {@link dev.errand.executor.Executor}, names its class in {@code
 * META-INF/services/dev.errand.executor.Executor}, and never sees anything else of Errand.
 */
@NullMarked
package dev.errand.executor;

import org.jspecify.annotations.NullMarked;
