/** What {@code --demo} adds: sample upstreams on loopback, and a tenant with sample tasks. */
@NullMarked
package dev.errand.app.demo;

import org.jspecify.annotations.NullMarked;
