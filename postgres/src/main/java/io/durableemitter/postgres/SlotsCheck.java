package io.durableemitter.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Replication slots that nobody reads: they keep the log, and some of them removed rows. */
final class SlotsCheck implements DiagnosisCheck {

  private static final String INACTIVE =
      """
      SELECT slot_name, xmin IS NOT NULL OR catalog_xmin IS NOT NULL,
             CASE WHEN pg_is_in_recovery() THEN ''
                  ELSE pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) END
        FROM pg_replication_slots WHERE NOT active ORDER BY restart_lsn LIMIT 10
      """;

  private record Slot(String name, boolean holds, String log) {}

  @Override
  public void look(Look look) throws SQLException {
    for (Slot slot :
        look.rows(
            INACTIVE,
            row -> new Slot(row.getString(1), row.getBoolean(2), text(row.getString(3))))) {
      look.warning(
          "nobody reads replication slot "
              + slot.name()
              + (slot.log().isEmpty() ? "" : ", which keeps " + slot.log() + " of the log")
              + (slot.holds() ? " and removed rows" : "")
              + "; it can fill the disk",
          "start its reader, or: SELECT pg_drop_replication_slot('" + slot.name() + "')");
    }
    look.okIfNothing("each replication slot has a reader");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
