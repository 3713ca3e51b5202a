/** Makes the service known to Consul. */
@NullMarked
package dev.errand.app.consul;

import org.jspecify.annotations.NullMarked;
