/** The HTTP API: a server for each event loop, and the routes that the contract describes. */
@NullMarked
package dev.errand.api;

import org.jspecify.annotations.NullMarked;
