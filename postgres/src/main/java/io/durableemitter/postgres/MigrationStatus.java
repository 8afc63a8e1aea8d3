package io.durableemitter.postgres;

import java.util.List;

/**
 * Which steps of {@link PgMigrations} a table has seen. Immutable.
 *
 * @param table {@code schema.table}
 * @param exists whether there is a table of this name
 * @param owner the role that owns it and so may change it; empty if there is none
 * @param applied the steps that were applied, by version; one that a newer release added has the
 *     description "of a newer release"
 * @param pending the steps of this release that were not, by version
 */
public record MigrationStatus(
    String table,
    boolean exists,
    String owner,
    List<MigrationStep> applied,
    List<MigrationStep> pending) {

  /** Keeps copies. */
  public MigrationStatus {
    applied = List.copyOf(applied);
    pending = List.copyOf(pending);
  }

  /**
   * Whether this release can use the table as it is. Steps of newer releases do no harm: they only
   * add what an older one need not know.
   *
   * @return false if a step is pending
   */
  public boolean isCurrent() {
    return pending.isEmpty();
  }
}
