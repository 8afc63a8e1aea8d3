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
    String remove,
    String mark,
    String purge,
    String listPending,
    String deleteExpired,
    String observe,
    String lowWater) {

  /** What {@link #allKept} makes the server say, as a regular expression. */
  static final String KEPT_OUT = "kept out \\d+ of \\d+ rows";

  static final String FLUSHED =
      " (SELECT set_config('synchronous_commit',"
          + " CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
          + " ELSE current_setting('synchronous_commit') END, true)) IS NOT NULL";
  static final String UNFLUSHED =
      " (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL";

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
        "DELETE FROM " + t + taken + commit,
        "UPDATE " + t + " SET delivered_at = now()" + taken + commit,
        slice(t, "delivered_at <= now() - ? * interval '1 microsecond'", commit),
        listPending(t),
        slice(
            t,
            "delivered_at IS NULL AND created_at < now() - ? * interval '1 microsecond' AND "
                + ClaimTexts.FREE,
            "true"),
        observe(t),
        lowWater(t));
  }

  /** A condition that is always true and lets the commit of a removal not wait for the disk. */
  static String commit(boolean asynchronousRemoval) {
    return asynchronousRemoval ? UNFLUSHED : " true";
  }

  /**
   * The condition of rows, in the order of their ids, whose payloads take no more bytes together
   * than a parameter says, but one row at least. What a payload takes is known without reading it.
   */
  static final String FITS = "coalesce(before + bytes <= ?, true)";

  /** The columns that {@link #FITS} needs. */
  static String sizes(String bytes) {
    return bytes
        + " AS bytes, sum("
        + bytes
        + ") OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before";
  }

  /**
   * A condition on rows of a window, written so that the planner cannot guess how few will pass it:
   * if it expects less than a page, it reads and sorts the whole window instead of walking along
   * the index until the page is full.
   */
  static String passing(String condition) {
    return "CASE WHEN " + condition + " THEN true END";
  }

  private static String listPending(String t) {
    return """
        SELECT id, payload, created_at, found
          FROM (SELECT id, payload, created_at, count(*) OVER () AS found, %s
                  FROM (SELECT id, payload, created_at
                          FROM %s
                         WHERE id > ? AND id <= ? AND %s
                         ORDER BY id LIMIT ?) page) sized
         WHERE %s
         ORDER BY id
        """
        .formatted(
            sizes("octet_length(payload)"),
            t,
            passing("delivered_at IS NULL AND created_at <= now() - ? * interval '1 microsecond'"),
            FITS);
  }

  // not IN (SELECT ...): the planner would join over the whole index, and all dead rows in it
  private static String slice(String t, String condition, String commit) {
    return """
        WITH chosen AS MATERIALIZED (
          SELECT id FROM %1$s
           WHERE id > ? AND id <= ? AND %2$s
           ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
        gone AS (
          DELETE FROM %1$s WHERE id = ANY(ARRAY(SELECT id FROM chosen)) AND %3$s RETURNING 1)
        SELECT (SELECT count(*) FROM gone), count(*), coalesce(max(id), 0) FROM chosen
        """
        .formatted(t, passing(condition), commit);
  }

  private static String observe(String t) {
    return """
        WITH pending AS MATERIALIZED (
          SELECT octet_length(payload) AS bytes, now() - created_at AS age
            FROM %1$s
           WHERE id > ? AND id <= ? AND %2$s
           ORDER BY id LIMIT ?),
        config AS (
          SELECT ? * interval '1 microsecond' AS ttl, ? * interval '1 microsecond' AS lead)
        SELECT (SELECT count(*) FROM pending),
               (SELECT count(*)
                  FROM (SELECT 1 FROM %1$s WHERE id > ? AND id <= ? ORDER BY id LIMIT ?) rows),
               (SELECT coalesce(sum(bytes), 0) FROM pending),
               (SELECT coalesce(extract(epoch FROM max(age)), 0) FROM pending),
               (SELECT count(*) FROM pending, config WHERE age >= ttl - lead AND age <= ttl),
               (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = '%1$s'::regclass)
        """
        .formatted(t, passing("delivered_at IS NULL"));
  }

  private static String lowWater(String t) {
    return """
        SELECT (SELECT id FROM %s WHERE id > ? AND id <= ? ORDER BY id LIMIT 1),
               CASE WHEN has_sequence_privilege(s, 'USAGE, SELECT') THEN pg_sequence_last_value(s) END
          FROM (SELECT pg_get_serial_sequence(?, 'id')::regclass AS s) ids
        """
        .formatted(t);
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
}
