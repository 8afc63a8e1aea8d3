package io.durableemitter.postgres;

/**
 * The texts of all statements on leases. As in {@link Statements}, none depends on the size of a
 * batch and none leaves anything in the session.
 *
 * <p>Rows are always found by {@code id = ANY(array)}: planned without knowing the array that is a
 * walk of the primary key, while a join with a page of unknown size would be planned as a scan of
 * the whole table.
 */
record ClaimTexts(
    String claim,
    String claimIds,
    String renew,
    String release,
    String unreached,
    String remove,
    String mark,
    String backOff) {

  /** Nobody else holds the row; one parameter, the owner. */
  static final String FENCE =
      "delivered_at IS NULL AND (claim_owner IS NULL OR claim_owner = ? OR claimed_until <= now())";

  /** Nobody at all holds the row. */
  static final String FREE = "(claimed_until IS NULL OR claimed_until <= now())";

  private static final String DUE =
      "delivered_at IS NULL AND "
          + FREE
          + " AND (next_attempt_at IS NULL OR next_attempt_at <= now())";

  static ClaimTexts of(TableName table, boolean asynchronousRemoval) {
    String t = table.quoted();
    String update = "UPDATE " + t + " SET ";
    String ours = " WHERE id = ANY(?::bigint[]) AND " + FENCE + " AND";
    String removal = Statements.commit(asynchronousRemoval);
    return new ClaimTexts(
        claim(t),
        claimIds(t),
        renew(t),
        release(t, ""),
        release(t, ", transport_failures = transport_failures + 1, last_error = ?"),
        "DELETE FROM " + t + ours + removal,
        update + "delivered_at = now()" + ours + removal,
        backOff(t));
  }

  private static String claim(String t) {
    String old = "created_at <= now() - ? * interval '1 microsecond' AND ";
    return take(t, "id > ? AND id <= ? AND " + Statements.passing(old + DUE), "LIMIT ?");
  }

  private static String claimIds(String t) {
    return take(t, "id = ANY(?::bigint[]) AND " + DUE, "");
  }

  // locks a whole page and gives back what does not fit, for how much fits is not known before
  private static String take(String t, String which, String limit) {
    return """
        WITH free AS MATERIALIZED (
          SELECT id, octet_length(payload) AS bytes
            FROM %1$s
           WHERE %2$s
           ORDER BY id %3$s FOR UPDATE SKIP LOCKED),
        sized AS (SELECT id, %4$s FROM free),
        fitting AS (SELECT id FROM sized WHERE %5$s)
        UPDATE %1$s
           SET claim_owner = ?,
               claimed_until = clock_timestamp() + ? * interval '1 microsecond',
               attempts = attempts + 1
         WHERE id = ANY(ARRAY(SELECT id FROM fitting)) AND %6$s
        RETURNING id, payload, created_at, attempts, failures, (SELECT count(*) FROM free)
        """
        .formatted(
            t, which, limit, Statements.sizes("bytes"), Statements.FITS, Statements.UNFLUSHED);
  }

  // Passes over rows that are locked: someone is about to remove, back off or take them. So it
  // never waits, and cannot deadlock with the removals that go on all the time on the same rows.
  private static String renew(String t) {
    return lock(t, FENCE, "FOR UPDATE SKIP LOCKED")
        + " UPDATE "
        + t
        + " SET claim_owner = ?, claimed_until = clock_timestamp() + ? * interval '1 microsecond'"
        + " WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND"
        + Statements.UNFLUSHED
        + " RETURNING id";
  }

  private static String release(String t, String more) {
    return lock(t, "delivered_at IS NULL AND claim_owner = ?", "FOR UPDATE")
        + " UPDATE "
        + t
        + " SET claim_owner = NULL, claimed_until = NULL, next_attempt_at = NULL,"
        + " attempts = greatest(attempts - 1, 0)"
        + more
        + " WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND"
        + Statements.UNFLUSHED;
  }

  private static String backOff(String t) {
    return lockOurs(t)
        + " UPDATE "
        + t
        + " AS q SET claim_owner = NULL, claimed_until = NULL,"
        + " attempts = greatest(q.attempts, 1), failures = q.failures + 1,"
        + " next_attempt_at = now() + u.delay * interval '1 microsecond', last_error = u.error"
        + " FROM unnest(?::bigint[], ?::bigint[], ?::text[]) AS u(id, delay, error)"
        + " WHERE q.id = ANY(ARRAY(SELECT id FROM ours)) AND q.id = u.id AND"
        + Statements.UNFLUSHED;
  }

  /**
   * The beginning of a statement: locks the rows of an array that nobody else holds, in the order
   * of their ids, so that two who change the same rows cannot deadlock.
   */
  static String lockOurs(String t) {
    return lock(t, FENCE, "FOR UPDATE");
  }

  private static String lock(String t, String condition, String how) {
    return "WITH ours AS MATERIALIZED (SELECT id FROM "
        + t
        + " WHERE id = ANY(?::bigint[]) AND "
        + condition
        + " ORDER BY id "
        + how
        + ")";
  }
}
