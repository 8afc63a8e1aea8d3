/**
 * A store in PostgreSQL: {@link io.durableemitter.postgres.PgDurableEventStore} over a caller's
 * {@link javax.sql.DataSource}, and {@link io.durableemitter.postgres.PgMigrations}, which make or
 * adopt its table.
 */
@NullMarked
package io.durableemitter.postgres;

import org.jspecify.annotations.NullMarked;
