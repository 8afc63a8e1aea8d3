package io.durableemitter.postgres;

import java.sql.SQLException;
import java.util.List;

/** Whether removed rows are cleaned up, and how large the tables are. */
final class VacuumCheck implements DiagnosisCheck {

  private static final String TABLES =
      """
      SELECT c.oid = {queue_oid}, c.relname, pg_size_pretty(pg_total_relation_size(c.oid)),
             pg_total_relation_size(c.oid), greatest(s.n_live_tup, 0), greatest(s.n_dead_tup, 0),
             coalesce(greatest(s.last_autovacuum, s.last_vacuum)::timestamptz(0)::text, 'never'),
             NOT coalesce((SELECT option_value::boolean FROM pg_options_to_table(c.reloptions)
                            WHERE option_name = 'autovacuum_enabled'), true)
        FROM pg_class c JOIN pg_stat_all_tables s ON s.relid = c.oid
       WHERE c.oid IN ({queue_oid}, {dead_letters_oid})
       ORDER BY 1 DESC
      """;
  private static final long LARGE = 1L << 30;
  private static final long LARGE_PER_ROW = 1 << 20;

  private record Table(
      boolean queue,
      String name,
      String size,
      long bytes,
      long live,
      long dead,
      String vacuumed,
      boolean off) {}

  private final long manyDead;

  VacuumCheck() {
    this(CleanupWatch.MANY_DEAD);
  }

  VacuumCheck(long manyDead) {
    this.manyDead = manyDead;
  }

  @Override
  public void look(Look look) throws SQLException {
    if (look.setting("autovacuum").equals("off")) {
      look.critical(
          "autovacuum is off for the whole server: tables only grow",
          "ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf()");
    }
    if (look.setting("track_counts").equals("off")) {
      look.critical(
          "track_counts is off, so that autovacuum does not know what to do",
          "ALTER SYSTEM SET track_counts = on; SELECT pg_reload_conf()");
    }
    List<Table> tables =
        look.rows(
            TABLES,
            row ->
                new Table(
                    row.getBoolean(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getString(7),
                    row.getBoolean(8)));
    tables.forEach(table -> judge(look, table));
    look.okIfNothing(
        tables.isEmpty()
            ? "the server cleans up"
            : "of the queue, "
                + tables.get(0).size()
                + " large, about "
                + tables.get(0).dead()
                + " removed rows wait for being cleaned up; last done: "
                + tables.get(0).vacuumed());
  }

  private void judge(Look look, Table table) {
    String name = look.table().sibling(table.name()).toString();
    if (table.off()) {
      look.critical(
          "autovacuum is off for " + name + ": it only grows",
          "ALTER TABLE " + name + " RESET (autovacuum_enabled)");
    }
    if (table.dead() > manyDead && table.dead() > table.live()) {
      look.warning(
          name
              + " has about "
              + table.dead()
              + " removed rows that are not cleaned up, and "
              + table.live()
              + " that are there; last cleaned up: "
              + table.vacuumed(),
          "end what holds them back (life.transactions, life.slots), then VACUUM " + name);
    }
    if (table.queue()
        && table.bytes() > LARGE
        && table.bytes() / Math.max(1, table.live()) > LARGE_PER_ROW) {
      look.info(
          name
              + " is "
              + table.size()
              + " large for about "
              + table.live()
              + " rows: a backlog"
              + " was here; the space is used again by the next one",
          "VACUUM FULL " + name + " gives it back, and stops all emits while it runs");
    }
  }
}
