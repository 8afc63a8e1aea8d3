package io.durableemitter.postgres;

import java.sql.SQLException;
import java.util.stream.Collectors;

/** Whether the table is there and has seen all steps. */
final class MigrationsCheck implements DiagnosisCheck {

  @Override
  public void look(Look look) throws SQLException {
    TableName table = look.table();
    TableOwner owner = TableOwner.read(look.connection(), table);
    if (!owner.exists()) {
      look.critical(
          "there is no table " + table + " in this database",
          "check the name of the table and of the database, or make it: durable-emitter migrate up");
      return;
    }
    MigrationLog log = MigrationLog.read(look.connection(), table);
    if (!log.readable()) {
      look.info(
          "role " + owner.current() + " may not read which migrations were applied",
          "GRANT SELECT ON " + MigrationLog.of(table) + " TO " + owner.current());
      return;
    }
    String pending =
        log.pending(table).stream()
            .map(step -> step.version() + " (" + step.description() + ")")
            .collect(Collectors.joining(", "));
    if (pending.isEmpty()) {
      look.ok("no migration is pending; " + table + " is owned by " + owner.owner());
    } else {
      look.critical(
          "migrations are pending: " + pending,
          "run 'durable-emitter migrate up' as the owner, " + owner.owner());
    }
  }
}
