package io.durableemitter.postgres;

import java.sql.SQLException;

/** Whether there are dead letters, by reason. Counts up to a bound. */
final class DeadLettersCheck implements DiagnosisCheck {

  private static final int MOST = 100_000;
  private static final String MAY_READ = "SELECT has_table_privilege({dead_letters_oid}, 'SELECT')";
  private static final String COUNTS =
      """
      SELECT reason, count(*), sum(count(*)) OVER () >= %1$d
        FROM (SELECT reason FROM {dead_letters} ORDER BY id LIMIT %1$d) AS oldest
       GROUP BY reason ORDER BY 2 DESC, 1 LIMIT 20
      """
          .formatted(MOST);

  @Override
  public void look(Look look) throws SQLException {
    if (!look.row(MAY_READ, row -> row.getBoolean(1)).orElse(false)) {
      look.info(
          "this role may not read dead letters",
          "run this as a host or a reader: see docs/operations.md");
      return;
    }
    look.rows(
            COUNTS,
            row ->
                new String[] {
                  row.getString(1), (row.getBoolean(3) ? "at least " : "") + row.getLong(2)
                })
        .forEach(
            reason ->
                look.warning(
                    reason[1] + " dead letters are there, reason " + reason[0],
                    "durable-emitter dead-letters list --reason "
                        + reason[0]
                        + "; mend the cause, then redrive or discard them"));
    look.okIfNothing("there are no dead letters");
  }
}
