package io.durableemitter.postgres;

/**
 * The statements that look at pending rows for people, as {@link Sql} completes them. Each names
 * its parameters in order; a window is the two ids between which it may look.
 */
final class BrowseSql {

  private static final String COLUMNS =
      "id, payload, created_at, attempts, failures, transport_failures, next_attempt_at,"
          + " last_error, claim_owner, claimed_until, ordering_key";

  private static final String TIMES =
      "extract(epoch FROM now() - created_at) AS age,"
          + " extract(epoch FROM claimed_until - now()) AS lease_left";

  /**
   * Reads a page of pending rows, and says how many were found before it was cut to a size. Window,
   * least age in microseconds, most rows, most bytes.
   */
  static final String LIST =
      """
      SELECT {columns}, {times}, found
        FROM (SELECT {columns}, count(*) OVER () AS found, octet_length(payload) AS bytes,
                     sum(octet_length(payload)) OVER {earlier} AS before
                FROM (SELECT {columns}
                        FROM {queue}
                       WHERE id > ? AND id <= ?
                         AND CASE WHEN delivered_at IS NULL
                                   AND created_at <= now() - ? * interval '1 microsecond'
                                  THEN true END
                       ORDER BY id LIMIT ?) page) sized
       WHERE {fits}
       ORDER BY id
      """
          .replace("{columns}", COLUMNS)
          .replace("{times}", TIMES);

  /** Reads one. Its id. */
  static final String FIND =
      "SELECT "
          + COLUMNS
          + ", "
          + TIMES
          + ", 1 AS found FROM {queue} WHERE id = ? AND delivered_at IS NULL";

  /** The largest id that was taken, or that there is if this role may not ask for it. Table. */
  static final String LAST_ID =
      """
      SELECT coalesce(
               CASE WHEN has_sequence_privilege(s, 'USAGE, SELECT')
                    THEN pg_sequence_last_value(s) END,
               (SELECT id FROM {queue} ORDER BY id DESC LIMIT 1), 0)
        FROM (SELECT pg_get_serial_sequence(?, 'id')::regclass AS s) ids
      """;

  /** Counts the pending rows of a window by who holds them, NULL for nobody. Window, most rows. */
  static final String LEASES =
      """
      SELECT owner, count(*), min(claimed_until), max(claimed_until)
        FROM (SELECT CASE WHEN claimed_until > now() THEN claim_owner END AS owner, claimed_until
                FROM {queue}
               WHERE id > ? AND id <= ? AND CASE WHEN delivered_at IS NULL THEN true END
               ORDER BY id LIMIT ?) pending
       GROUP BY owner
      """;

  private BrowseSql() {}
}
