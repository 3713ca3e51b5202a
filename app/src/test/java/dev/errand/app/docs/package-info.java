/** Documents that are held to what the service does. */
@NullMarked
package dev.errand.app.docs;

import org.jspecify.annotations.NullMarked;
