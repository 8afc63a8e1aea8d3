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
    String insertWhole,
    String insertAgain,
    String takeBack,
    String nextIds,
    String delete,
    String remove,
    String mark,
    String purge,
    String listPending,
    String deleteExpired,
    String observe,
    String lowWater,
    String oldestSnapshot) {

  static final int EXACT_COUNT_LIMIT = 100_000;

  /** What {@link #allKept} makes the server say, as a regular expression. */
  static final String KEPT_OUT = "kept out \\d+ of \\d+ rows";

  static final String FLUSHED =
      " (SELECT set_config('synchronous_commit',"
          + " CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
          + " ELSE current_setting('synchronous_commit') END, true)) IS NOT NULL";
  static final String UNFLUSHED =
      " (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL";

  // where several show the same snapshot, it is of the one whose own number it is
  private static final String OLDEST_SNAPSHOT =
      "SELECT d.dead, h.who, h.snapshot::text, h.seconds"
          + " FROM (SELECT pg_stat_get_dead_tuples(?::regclass) AS dead) d, LATERAL ("
          + "SELECT 'the transaction of process ' || pid AS who, snapshot,"
          + " coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0) AS seconds,"
          + " backend_xid IS NOT DISTINCT FROM snapshot AS own FROM (SELECT *,"
          + " CASE WHEN age(backend_xid) >= coalesce(age(backend_xmin), 0)"
          + " THEN backend_xid ELSE backend_xmin END AS snapshot FROM pg_stat_activity) a"
          + " WHERE snapshot IS NOT NULL AND (datname = current_database() OR datname IS NULL)"
          + " AND pid <> pg_backend_pid() AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)"
          + " UNION ALL SELECT 'replication slot ' || slot_name, xmin, 0, true"
          + " FROM pg_replication_slots WHERE xmin IS NOT NULL"
          + " UNION ALL SELECT 'the prepared transaction ' || gid, transaction,"
          + " extract(epoch FROM clock_timestamp() - prepared), true"
          + " FROM pg_prepared_xacts WHERE database = current_database()) h"
          + " WHERE d.dead > ? ORDER BY age(h.snapshot) DESC, h.own DESC, h.seconds DESC LIMIT 1";

  static Statements of(TableName table, boolean asynchronousRemoval) {
    String t = table.quoted();
    String commit = commit(asynchronousRemoval);
    String taken = " WHERE id = ANY(?::bigint[]) AND delivered_at IS NULL AND";
    String rows = "unnest(?::bigint[], ?::bytea[]) AS u(id, payload)";
    String selected = " (id, payload) SELECT u.id, u.payload FROM " + rows + " WHERE" + FLUSHED;
    return new Statements(
        "INSERT INTO " + t + selected,
        whole("INSERT INTO " + t + selected),
        // changes nothing where a row has the same bytes, and fails where it has others
        whole(
            "INSERT INTO "
                + t
                + " AS q"
                + selected
                + " ON CONFLICT (id) DO UPDATE SET payload ="
                + " CASE 1 / (q.payload = EXCLUDED.payload)::int WHEN 1 THEN q.payload END"),
        "DELETE FROM " + t + taken + FLUSHED,
        "SELECT nextval(?::regclass) FROM generate_series(1, ?)",
        "DELETE FROM " + t + " WHERE id = ?",
        "DELETE FROM " + t + taken + commit,
        "UPDATE " + t + " SET delivered_at = now()" + taken + commit,
        slice(t, "id > ? AND delivered_at IS NOT NULL", commit),
        "SELECT id, payload, created_at FROM "
            + t
            + " WHERE delivered_at IS NULL AND id > ?"
            + " AND created_at <= now() - ? * interval '1 microsecond' ORDER BY id LIMIT ?",
        slice(
            t,
            "id > ? AND delivered_at IS NULL"
                + " AND created_at < now() - ? * interval '1 microsecond' AND "
                + ClaimTexts.FREE,
            " true"),
        observe(t),
        lowWater(t),
        OLDEST_SNAPSHOT);
  }

  /** A condition that is always true and lets the commit of a removal not wait for the disk. */
  static String commit(boolean asynchronousRemoval) {
    return asynchronousRemoval ? UNFLUSHED : " true";
  }

  private static String whole(String insert) {
    return "WITH kept AS (" + insert + " RETURNING 1)" + allKept("?::int");
  }

  /**
   * The end of a statement: fails, and with it all of the statement, unless as many rows were kept
   * as given.
   */
  static String allKept(String given) {
    return " SELECT CASE WHEN kept = given THEN kept"
        + " ELSE ('kept out ' || given - kept || ' of ' || given || ' rows')::bigint END"
        + " FROM (SELECT count(*) AS kept, "
        + given
        + " AS given FROM kept) counts";
  }

  // not IN (SELECT ...): the planner would join over the whole index, and all dead rows in it
  private static String slice(String t, String condition, String commit) {
    return "WITH chosen AS MATERIALIZED (SELECT id FROM "
        + t
        + " WHERE "
        + condition
        + " ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED) DELETE FROM "
        + t
        + " WHERE id = ANY(ARRAY(SELECT id FROM chosen)) AND"
        + commit;
  }

  private static String observe(String t) {
    int limit = EXACT_COUNT_LIMIT + 1;
    return "WITH pending AS MATERIALIZED (SELECT octet_length(payload) AS bytes,"
        + " now() - created_at AS age FROM "
        + t
        + " WHERE delivered_at IS NULL AND id > ? ORDER BY id LIMIT "
        + limit
        + "), rows AS (SELECT count(*) AS n FROM (SELECT 1 FROM "
        + t
        + " WHERE id > ? ORDER BY id LIMIT "
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

  private static String lowWater(String t) {
    return "SELECT (SELECT id FROM "
        + t
        + " WHERE id > ? ORDER BY id LIMIT 1),"
        + " CASE WHEN has_sequence_privilege(s, 'USAGE, SELECT')"
        + " THEN pg_sequence_last_value(s) END"
        + " FROM (SELECT pg_get_serial_sequence(?, 'id')::regclass AS s) q";
  }
}
