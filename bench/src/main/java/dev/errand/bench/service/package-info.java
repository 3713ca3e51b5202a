/** The process that is measured. */
@NullMarked
package dev.errand.bench.service;

import org.jspecify.annotations.NullMarked;
