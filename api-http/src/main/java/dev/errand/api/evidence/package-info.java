/** Evidence over HTTP: JSON, uploads and downloads. */
@NullMarked
package dev.errand.api.evidence;

import org.jspecify.annotations.NullMarked;
