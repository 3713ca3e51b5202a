/** The PostgreSQL that the service works on: its own or a server elsewhere. */
@NullMarked
package dev.errand.app.database;

import org.jspecify.annotations.NullMarked;
