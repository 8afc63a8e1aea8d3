package io.durableemitter.spring;

import io.durableemitter.postgres.MigrationStep;
import io.durableemitter.postgres.PgMigrations;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables up to date, once per start. */
record Migrations(StoreConnections connections, String table, boolean enabled) implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  @Override
  public void run() {
    if (enabled) {
      List<MigrationStep> applied = PgMigrations.migrate(connections.dataSource(), table);
      if (!applied.isEmpty()) {
        LOG.info("table {}: {} migrations were applied", table, applied.size());
      }
    }
  }
}
