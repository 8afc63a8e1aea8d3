/** A store of one's own: events in a SQLite file, for a process that has no PostgreSQL. */
@NullMarked
package io.durableemitter.examples.sqlite;

import org.jspecify.annotations.NullMarked;
