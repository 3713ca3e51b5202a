/** Where the time goes, inside the service and inside the database. */
@NullMarked
package dev.errand.bench.profile;

import org.jspecify.annotations.NullMarked;
