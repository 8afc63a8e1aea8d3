package io.durableemitter.postgres;

import java.time.Instant;
import java.util.Optional;

/**
 * A step of {@link PgMigrations} from one version of the tables to the next. Immutable.
 *
 * @param version its number; steps are applied in ascending order
 * @param description what it is for
 * @param appliedAt when it was applied, by the database's clock; empty if it is pending
 */
public record MigrationStep(int version, String description, Optional<Instant> appliedAt) {}
