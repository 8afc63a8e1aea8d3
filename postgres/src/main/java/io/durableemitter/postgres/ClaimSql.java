package io.durableemitter.postgres;

/**
 * The statements on leases and deliveries, as {@link Sql} completes them. Each names its parameters
 * in order.
 *
 * <p>Rows are always found by {@code id = ANY(array)}: planned without knowing the array, that is a
 * walk of the primary key, while a join with a page of unknown size would be planned as a scan of
 * the whole table. Whoever changes rows and waits for locks takes them in the order of ids, so that
 * two who change the same rows cannot deadlock.
 */
final class ClaimSql {

  private static final String FREE_ROWS =
      """
      WITH free AS MATERIALIZED (
        SELECT id, octet_length(payload) AS bytes
          FROM {queue} AS q
      """;

  // locks a whole page and gives back what does not fit, for how much fits is not known before
  private static final String TAKE_WHAT_FITS =
      """
      sized AS (SELECT id, bytes, sum(bytes) OVER {earlier} AS before FROM free),
      fitting AS (SELECT id FROM sized WHERE {fits})
      UPDATE {queue}
         SET claim_owner = ?,
             claimed_until = clock_timestamp() + ? * interval '1 microsecond',
             attempts = attempts + 1
       WHERE id = ANY(ARRAY(SELECT id FROM fitting)) AND {unflushed}
      RETURNING id, payload, created_at, attempts, failures, (SELECT count(*) FROM free),
                ordering_key
      """;

  private static final String RELEASE_OWN =
      """
      WITH ours AS MATERIALIZED (
        SELECT id FROM {queue}
         WHERE id = ANY(?::bigint[]) AND delivered_at IS NULL AND claim_owner = ?
         ORDER BY id FOR UPDATE)
      UPDATE {queue}
         SET claim_owner = NULL, claimed_until = NULL, next_attempt_at = NULL,
             attempts = greatest(attempts - 1, 0)\
      """;

  private static final String WHERE_OURS =
      """

       WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND {unflushed}
      """;

  /** The beginning of a statement that locks rows which nobody else holds. Ids, owner. */
  static final String LOCK_OURS =
      """
      WITH ours AS MATERIALIZED (
        SELECT id FROM {queue} WHERE id = ANY(?::bigint[]) AND {fence} ORDER BY id FOR UPDATE)
      """;

  // without the index nothing of an ordering key is claimed: its order could not be seen
  private static final String NO_KEY = "ordering_key IS NULL";

  /**
   * Takes leases on a page of rows that are due. Window, least age, most rows, most bytes, owner,
   * lease; times in microseconds.
   */
  static final String CLAIM = claim(NO_KEY);

  /** The same where order is kept: of each ordering key the oldest row only. */
  static final String CLAIM_ORDERED = claim("{first}");

  /** Takes leases on those of these rows that are due. Ids, most bytes, owner, lease. */
  static final String CLAIM_IDS = claimIds(NO_KEY);

  /** The same where order is kept. */
  static final String CLAIM_IDS_ORDERED = claimIds("{first}");

  private static String claim(String inOrder) {
    return FREE_ROWS
        + """
             WHERE id > ? AND id <= ?
               AND CASE WHEN (created_at <= now() - ? * interval '1 microsecond' OR {untouched})
                         AND delivered_at IS NULL AND {free} AND {due} AND {in_order}
                        THEN true END
             ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
          """
            .replace("{in_order}", inOrder)
        + TAKE_WHAT_FITS;
  }

  private static String claimIds(String inOrder) {
    return FREE_ROWS
        + """
             WHERE id = ANY(?::bigint[]) AND delivered_at IS NULL AND {free}
               AND ({due} OR {untouched}) AND {in_order}
             ORDER BY id FOR UPDATE SKIP LOCKED),
          """
            .replace("{in_order}", inOrder)
        + TAKE_WHAT_FITS;
  }

  /**
   * Makes leases last, and takes them on rows that nobody holds. Passes over rows that are locked:
   * someone is about to remove, back off or take them; so it never waits, and cannot deadlock with
   * the removals that go on all the time on the same rows. Ids, owner, owner, lease.
   */
  static final String RENEW =
      """
      WITH ours AS MATERIALIZED (
        SELECT id FROM {queue}
         WHERE id = ANY(?::bigint[]) AND {fence}
         ORDER BY id FOR UPDATE SKIP LOCKED)
      UPDATE {queue}
         SET claim_owner = ?, claimed_until = clock_timestamp() + ? * interval '1 microsecond'
       WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND {unflushed}
      RETURNING id
      """;

  /** Finds the oldest pending row of each key, unless it was claimed before. Keys. */
  static final String NEXT_IN_ORDER =
      """
      SELECT next.id
        FROM unnest(?::bigint[]) AS key,
             LATERAL (SELECT id, ordering_key, {free} AND {untouched} AS waits
                        FROM {queue}
                       WHERE ordering_key IS NOT NULL AND delivered_at IS NULL
                         AND (ordering_key, id) >= (key, 0)
                       ORDER BY ordering_key, id LIMIT 1) AS next
       WHERE next.waits AND next.ordering_key = key
      """;

  /** Gives rows back as if they had not been claimed. Ids, owner. */
  static final String RELEASE = RELEASE_OWN + WHERE_OURS;

  /** Gives rows back that were sent in vain, and keeps why. Ids, owner, error. */
  static final String RELEASE_UNREACHED =
      RELEASE_OWN + ", transport_failures = transport_failures + 1, last_error = ?" + WHERE_OURS;

  /** Gives rows back for later, and counts a failure. Ids, owner, ids, delays, errors. */
  static final String BACK_OFF =
      LOCK_OURS
          + """
            UPDATE {queue} AS q
               SET claim_owner = NULL, claimed_until = NULL,
                   attempts = greatest(q.attempts, 1), failures = q.failures + 1,
                   next_attempt_at = now() + u.delay * interval '1 microsecond', last_error = u.error
              FROM unnest(?::bigint[], ?::bigint[], ?::text[]) AS u(id, delay, error)
             WHERE q.id = ANY(ARRAY(SELECT id FROM ours)) AND q.id = u.id AND {unflushed}
            """;

  private static final String DELETE_GIVEN = "DELETE FROM {queue} WHERE id = ANY(?::bigint[]) AND ";
  private static final String MARK_GIVEN =
      "UPDATE {queue} SET delivered_at = now() WHERE id = ANY(?::bigint[]) AND ";

  /** Removes delivered rows, whoever holds them. Ids. */
  static final String REMOVE = DELETE_GIVEN + "delivered_at IS NULL AND {removal}";

  /** Removes delivered rows that nobody else holds. Ids, owner. */
  static final String REMOVE_FENCED = DELETE_GIVEN + "{fence} AND {removal}";

  /** Marks rows as delivered, whoever holds them. Ids. */
  static final String MARK = MARK_GIVEN + "delivered_at IS NULL AND {removal}";

  /** Marks rows as delivered that nobody else holds. Ids, owner. */
  static final String MARK_FENCED = MARK_GIVEN + "{fence} AND {removal}";

  private ClaimSql() {}
}
