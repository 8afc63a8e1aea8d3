package io.durableemitter.postgres;

/**
 * The texts of all statements for one table. None depends on the size of a batch, so each is parsed
 * and planned once.
 *
 * <p>An insert raises {@code synchronous_commit} for its own transaction if the session has it off,
 * since "stored" has to mean flushed. A removal switches it off for its own transaction: one that
 * is lost in a crash only means one more delivery. Both settings end with the statement and leave
 * nothing behind in the session, which a transaction pooler may give to someone else.
 */
record Statements(
    String insert,
    String insertAgain,
    String sequence,
    String nextIds,
    String delete,
    String remove,
    String mark,
    String purge,
    String listPending,
    String deleteExpired,
    String observe) {

  static final int EXACT_COUNT_LIMIT = 100_000;

  static final String FLUSHED =
      " (SELECT set_config('synchronous_commit',"
          + " CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
          + " ELSE current_setting('synchronous_commit') END, true)) IS NOT NULL";
  static final String UNFLUSHED =
      " (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL";

  static Statements of(TableName table, boolean asynchronousRemoval) {
    String t = table.quoted();
    String commit = commit(asynchronousRemoval);
    String rows = "unnest(?::bigint[], ?::bytea[]) AS u(id, payload)";
    String selected = " (id, payload) SELECT u.id, u.payload FROM " + rows + " WHERE" + FLUSHED;
    return new Statements(
        "INSERT INTO " + t + selected,
        // changes nothing where a row has the same bytes, and fails where it has others
        "INSERT INTO "
            + t
            + " AS q"
            + selected
            + " ON CONFLICT (id) DO UPDATE SET payload ="
            + " CASE 1 / (q.payload = EXCLUDED.payload)::int WHEN 1 THEN q.payload END",
        "SELECT pg_get_serial_sequence(?, 'id')",
        "SELECT nextval(?::regclass) FROM generate_series(1, ?)",
        "DELETE FROM " + t + " WHERE id = ?",
        "DELETE FROM " + t + " WHERE id = ANY(?::bigint[]) AND delivered_at IS NULL AND" + commit,
        "UPDATE "
            + t
            + " SET delivered_at = now() WHERE id = ANY(?::bigint[]) AND delivered_at IS NULL AND"
            + commit,
        slice(t, "delivered_at IS NOT NULL", commit),
        "SELECT id, payload, created_at FROM "
            + t
            + " WHERE delivered_at IS NULL AND id > ?"
            + " AND created_at <= now() - ? * interval '1 microsecond' ORDER BY id LIMIT ?",
        slice(
            t,
            "delivered_at IS NULL AND created_at < now() - ? * interval '1 microsecond' AND "
                + ClaimTexts.FREE,
            " true"),
        observe(t));
  }

  /** A condition that is always true and lets the commit of a removal not wait for the disk. */
  static String commit(boolean asynchronousRemoval) {
    return asynchronousRemoval ? UNFLUSHED : " true";
  }

  private static String slice(String t, String condition, String commit) {
    return "DELETE FROM "
        + t
        + " WHERE id IN (SELECT id FROM "
        + t
        + " WHERE "
        + condition
        + " ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED) AND"
        + commit;
  }

  private static String observe(String t) {
    int limit = EXACT_COUNT_LIMIT + 1;
    return "WITH pending AS MATERIALIZED (SELECT octet_length(payload) AS bytes,"
        + " now() - created_at AS age FROM "
        + t
        + " WHERE delivered_at IS NULL ORDER BY id LIMIT "
        + limit
        + "), rows AS (SELECT count(*) AS n FROM (SELECT 1 FROM "
        + t
        + " LIMIT "
        + limit
        + ") r), config AS (SELECT ? * interval '1 microsecond' AS ttl, ? * interval '1 microsecond'"
        + " AS lead) SELECT (SELECT count(*) FROM pending), (SELECT n FROM rows),"
        + " (SELECT coalesce(sum(bytes), 0) FROM pending),"
        + " (SELECT coalesce(extract(epoch FROM max(age)), 0) FROM pending),"
        + " (SELECT count(*) FROM pending, config WHERE age >= ttl - lead AND age <= ttl),"
        + " (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = '"
        + t
        + "'::regclass)";
  }
}
