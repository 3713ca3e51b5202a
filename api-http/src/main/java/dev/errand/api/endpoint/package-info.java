/** From a request that matches an operation of the contract to its answer. */
@NullMarked
package dev.errand.api.endpoint;

import org.jspecify.annotations.NullMarked;
