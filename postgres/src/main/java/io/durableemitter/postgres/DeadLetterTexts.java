package io.durableemitter.postgres;

/**
 * The texts of all statements on dead letters. Those with a filter come twice, without ids and with
 * them, so that ids are looked up in the primary key; its other parameters may be NULL for any.
 */
record DeadLetterTexts(
    String bury, String find, String lastId, String purge, Filtered all, Filtered byIds) {

  /**
   * Parameters: reason, source, type, the largest id, the ids if it has them, then those of the
   * statement.
   */
  record Filtered(String list, String count, String redrive, String discard) {}

  private static final String COLUMNS =
      "id, row_id, event_id, source, type, payload, created_at, died_at, reason, last_error,"
          + " attempts";
  private static final String FILTER =
      " WHERE coalesce(?::text, reason) = reason AND coalesce(?::text, source) = source"
          + " AND coalesce(?::text, type) = type AND id <= ?";

  static DeadLetterTexts of(TableName table) {
    String t = table.quoted();
    String letters = table.deadLetters().quoted();
    return new DeadLetterTexts(
        bury(t, letters),
        "SELECT " + COLUMNS + " FROM " + letters + " WHERE id = ?",
        "SELECT coalesce(max(id), 0) FROM " + letters,
        choose(letters, " WHERE died_at < now() - ? * interval '1 microsecond'")
            + " "
            + deleteChosen(letters),
        filtered(t, letters, FILTER),
        filtered(t, letters, FILTER + " AND id = ANY(?::bigint[])"));
  }

  private static Filtered filtered(String t, String letters, String filter) {
    String choose = choose(letters, filter);
    return new Filtered(
        "SELECT " + COLUMNS + " FROM " + letters + filter + " AND id > ? ORDER BY id LIMIT ?",
        "SELECT count(*) FROM " + letters + filter,
        choose
            + ", gone AS ("
            + deleteChosen(letters)
            + " AND"
            + Statements.FLUSHED
            + " RETURNING id, payload) INSERT INTO "
            + t
            + " (payload) SELECT payload FROM gone ORDER BY id",
        choose + " " + deleteChosen(letters));
  }

  private static String choose(String letters, String filter) {
    return "WITH chosen AS MATERIALIZED (SELECT id FROM "
        + letters
        + filter
        + " ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)";
  }

  private static String deleteChosen(String letters) {
    return "DELETE FROM " + letters + " WHERE id = ANY(ARRAY(SELECT id FROM chosen))";
  }

  private static String bury(String t, String letters) {
    return ClaimTexts.lockOurs(t)
        + ", gone AS (DELETE FROM "
        + t
        + " WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND"
        + Statements.FLUSHED
        + " RETURNING id, payload, created_at, attempts, coalesce(last_error, '') AS last_error)"
        + " INSERT INTO "
        + letters
        + " (row_id, event_id, source, type, payload, created_at, reason, last_error, attempts)"
        + " SELECT gone.id, u.event_id, u.source, u.type, gone.payload, gone.created_at, u.reason,"
        + " coalesce(nullif(u.error, ''), gone.last_error), gone.attempts FROM gone JOIN"
        + " unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])"
        + " AS u(id, event_id, source, type, reason, error) ON u.id = gone.id ORDER BY gone.id";
  }
}
