package io.durableemitter.postgres;

import java.sql.SQLException;
import java.util.List;

/** Which triggers of the queue are disabled, and whether hosts are told of rows by one. */
final class TriggersCheck implements DiagnosisCheck {

  private static final String TRIGGERS =
      """
      SELECT quote_ident(tgname), tgenabled = 'D', tgname = 'durable_emitter_notify'
        FROM pg_trigger WHERE tgrelid = {queue_oid} AND NOT tgisinternal ORDER BY 1
      """;

  private record Trigger(String name, boolean disabled, boolean notifies) {}

  @Override
  public void look(Look look) throws SQLException {
    List<Trigger> all =
        look.rows(
            TRIGGERS, row -> new Trigger(row.getString(1), row.getBoolean(2), row.getBoolean(3)));
    for (Trigger trigger : all) {
      if (trigger.disabled()) {
        look.warning(
            "trigger " + trigger.name() + " of " + look.table() + " is disabled",
            "ALTER TABLE " + look.table() + " ENABLE TRIGGER " + trigger.name());
      }
    }
    if (all.stream().noneMatch(Trigger::notifies)) {
      look.info(
          "there is no trigger that notifies hosts: rows that plain SQL stores are sent after"
              + " retransmit.after",
          "PgMigrations.addNotifyTrigger, if that is too late");
    }
    look.okIfNothing("hosts are notified of rows that plain SQL stores");
  }
}
