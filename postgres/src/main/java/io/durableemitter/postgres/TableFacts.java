package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What has to be known of the queue's table before "stored" is said of an event. Tables in which a
 * stored event could vanish, or never be found again, are refused by name.
 *
 * @param sequence the name of the sequence of its ids
 * @param insertTriggers whether it has triggers that can keep a row out
 * @param ordered whether there is the index of {@link OrderingIndex}
 * @param readCommitted whether this session's transactions are READ COMMITTED by themselves
 * @param faults why it is refused; empty if it is not
 * @param roleFaults why it is refused for this role; empty if it is not
 */
record TableFacts(
    String sequence,
    boolean insertTriggers,
    boolean ordered,
    boolean readCommitted,
    List<String> faults,
    List<String> roleFaults) {

  // tgtype: 1 for each row, 2 before, 4 insert
  static final String SQL =
      """
      SELECT *, sequence IS NULL OR has_sequence_privilege(sequence, 'USAGE, UPDATE') AS has_sequence
        FROM (
      SELECT c.oid = to_regclass(?) AS is_queue,
             c.relkind = 'r' AS is_table,
             c.relpersistence = 'p' AS is_logged,
             row_security_active(c.oid) AS is_secured,
             (SELECT string_agg(rulename, ', ' ORDER BY rulename)
                FROM pg_rewrite WHERE ev_class = c.oid AND ev_enabled <> 'D') AS rules,
             EXISTS (SELECT FROM pg_trigger
                      WHERE tgrelid = c.oid AND tgenabled <> 'D' AND tgtype & 7 = 7) AS triggers,
             EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
                      WHERE i.indrelid = c.oid AND i.indisvalid AND a.attnum = i.indkey[0]
                        AND a.attname = 'ordering_key') AS ordered,
             pg_get_serial_sequence(c.oid::regclass::text, 'id') AS sequence,
             (SELECT string_agg(p, ', ')
                FROM unnest(CASE WHEN c.oid = to_regclass(?)
                            THEN ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']
                            ELSE ARRAY['INSERT'] END) AS p
               WHERE NOT CASE p WHEN 'DELETE' THEN has_table_privilege(c.oid, p)
                                ELSE has_any_column_privilege(c.oid, p) END) AS lacking,
             current_user AS role,
             current_setting('transaction_isolation') = 'read committed' AS read_committed
        FROM pg_class c
       WHERE c.oid IN (?::regclass, to_regclass(?))) facts
       ORDER BY is_queue DESC
      """;

  static TableFacts read(PreparedStatement statement, TableName table) throws SQLException {
    String queue = table.quoted();
    statement.setString(1, queue);
    statement.setString(2, queue);
    statement.setString(3, queue);
    statement.setString(4, table.deadLetters().quoted());
    List<String> faults = new ArrayList<>();
    List<String> roleFaults = new ArrayList<>();
    String sequence = "";
    boolean triggers = false;
    boolean ordered = false;
    boolean readCommitted = true;
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        boolean isQueue = row.getBoolean("is_queue");
        faults(row, isQueue ? table : table.deadLetters(), faults);
        rights(row, isQueue ? table : table.deadLetters(), roleFaults);
        if (isQueue) {
          sequence = row.getString("sequence") == null ? "" : row.getString("sequence");
          triggers = row.getBoolean("triggers");
          ordered = row.getBoolean("ordered");
          readCommitted = row.getBoolean("read_committed");
        }
      }
    }
    if (sequence.isEmpty()) {
      faults.add(
          "column id of " + table + " has no sequence; it must be BIGSERIAL: see PgMigrations.sql");
    }
    return new TableFacts(sequence, triggers, ordered, readCommitted, faults, roleFaults);
  }

  /** What this role may not see or do there, and what would let it. */
  private static void rights(ResultSet row, TableName name, List<String> faults)
      throws SQLException {
    if (row.getBoolean("is_secured")) {
      faults.add(
          name
              + " hides rows from this user by row level security; give the user BYPASSRLS, or"
              + " disable it for the table");
    }
    String lacking = row.getString("lacking");
    if (lacking != null) {
      faults.add(notGranted(row, lacking, name.toString()));
    }
    if (!row.getBoolean("has_sequence")) {
      faults.add(notGranted(row, "USAGE", "SEQUENCE " + row.getString("sequence")));
    }
  }

  private static String notGranted(ResultSet row, String rights, String what) throws SQLException {
    String role = row.getString("role");
    return "role " + role + " lacks a right; run GRANT " + rights + " ON " + what + " TO " + role;
  }

  void requireNoFaults() {
    List<String> all = new ArrayList<>(faults);
    all.addAll(roleFaults);
    require(all);
  }

  /** Fails for what is wrong for all roles: who only inserts needs fewer rights. */
  void requireSoundTable() {
    require(faults);
  }

  private static void require(List<String> faults) {
    if (!faults.isEmpty()) {
      throw new StoreException(Outcome.NOT_DONE, String.join("; ", faults), null);
    }
  }

  private static void faults(ResultSet row, TableName name, List<String> faults)
      throws SQLException {
    if (!row.getBoolean("is_table")) {
      faults.add(name + " must be an ordinary table, not a view, foreign or partitioned table");
      return;
    }
    if (!row.getBoolean("is_logged")) {
      faults.add(
          name
              + " is UNLOGGED, so that a crash of the server would empty it; run ALTER TABLE "
              + name
              + " SET LOGGED");
    }
    if (row.getString("rules") != null) {
      faults.add(
          name
              + " has rules, which change what statements do; drop or disable "
              + row.getString("rules"));
    }
  }
}
