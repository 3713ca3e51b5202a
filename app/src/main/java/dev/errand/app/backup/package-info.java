/** Backups of a tenant's data, as tasks. */
@NullMarked
package dev.errand.app.backup;

import org.jspecify.annotations.NullMarked;
