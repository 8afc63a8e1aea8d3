package io.durableemitter.postgres;

/**
 * The statements on the queue, as {@link Sql} completes them. Each names its parameters in order; a
 * window is the two ids between which it may look.
 *
 * <p>Conditions on the rows of a window are wrapped in {@code CASE … THEN true END}, so that the
 * planner cannot guess how few rows will pass: where it expects less than a page, it reads and
 * sorts the whole window instead of walking along the index until the page is full. Rows that are
 * changed are found by {@code id = ANY(array)} and not by {@code IN (SELECT …)}: that would be
 * planned as a join over the whole index, with all dead rows in it.
 */
final class QueueSql {

  private static final String DELETE_CHOSEN =
      """
      DELETE FROM {queue} WHERE id = ANY(ARRAY(SELECT id FROM chosen))\
      """;

  private static final String COUNT_GONE =
      """
       RETURNING 1)
      SELECT (SELECT count(*) FROM gone), count(*), coalesce(max(id), 0) FROM chosen
      """;

  /**
   * Stores a row within a transaction of the caller's, and gives its id and the number of the
   * transaction, with half of the work of {@link #INSERT_IN_TRANSACTION}. It returns no column of
   * the table, which its role need not have the right to read. Sequence, payload, ordering key, due
   * after microseconds, sequence.
   */
  static final String INSERT_ONE_IN_TRANSACTION =
      """
      INSERT INTO {queue} (id, payload, ordering_key, created_at, next_attempt_at)
      VALUES (nextval(?::text::regclass), ?, ?, clock_timestamp(),
              clock_timestamp() + ? * interval '1 microsecond')
      RETURNING currval(?::text::regclass), txid_current(), {flushed}
      """;

  /**
   * Stores rows within a transaction of the caller's, and gives their ids in order and the number
   * of the transaction. Such a row is as old as this statement, not as its transaction, and due
   * when it is said: nobody sends it before. Payloads, ordering keys, due after microseconds, their
   * count.
   */
  static final String INSERT_IN_TRANSACTION =
      """
      WITH given AS MATERIALIZED (
        SELECT nextval(ids.sequence) AS id, u.payload, u.key, u.place
          FROM (SELECT pg_get_serial_sequence('{queue}', 'id')::regclass AS sequence OFFSET 0) ids,
               unnest(?::bytea[], ?::bigint[]) WITH ORDINALITY AS u(payload, key, place)),
      kept AS (
        INSERT INTO {queue} (id, payload, ordering_key, created_at, next_attempt_at)
        SELECT id, payload, key, clock_timestamp(),
               clock_timestamp() + ? * interval '1 microsecond'
          FROM given WHERE {flushed}
        RETURNING 1),
      counted AS (
        SELECT {all_kept} AS stored FROM (SELECT count(*) AS kept, ?::int AS given FROM kept) counts)
      SELECT given.id, txid_current() FROM given, counted WHERE stored > 0 ORDER BY place
      """;

  /** The transaction that this connection is in, NULL if it has not changed anything. */
  static final String CURRENT_TRANSACTION = "SELECT txid_current_if_assigned()";

  /** Removes what was stored of a batch; flushed, for its caller is told that nothing was. Ids. */
  static final String TAKE_BACK =
      """
      DELETE FROM {queue} WHERE id = ANY(?::bigint[]) AND delivered_at IS NULL AND {flushed}
      """;

  /** Finds those rows of groups of 64 ids that wait to be sent by anyone. Numbers of the groups. */
  static final String WAITING_IN_GROUPS =
      """
      SELECT id FROM {queue}
       WHERE id = ANY(ARRAY(
               SELECT first * 64 + place
                 FROM unnest(?::bigint[]) AS first, generate_series(0, 63) AS place))
         AND delivered_at IS NULL AND {free} AND {untouched}
       ORDER BY id
      """;

  /** Takes ids from the sequence. Its name, how many. */
  static final String NEXT_IDS = "SELECT nextval(?::regclass) FROM generate_series(1, ?)";

  /** Removes delivered rows that were kept long enough. Window, age in microseconds, limit. */
  static final String PURGE =
      """
      WITH chosen AS MATERIALIZED (
        SELECT id FROM {queue}
         WHERE id > ? AND id <= ?
           AND CASE WHEN delivered_at <= now() - ? * interval '1 microsecond' THEN true END
         ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
      gone AS (
      """
          + DELETE_CHOSEN
          + " AND {removal}"
          + COUNT_GONE;

  /** Removes pending rows that are too old and that nobody holds. Window, age, limit. */
  static final String DELETE_EXPIRED =
      """
      WITH chosen AS MATERIALIZED (
        SELECT id FROM {queue}
         WHERE id > ? AND id <= ?
           AND CASE WHEN delivered_at IS NULL
                     AND created_at < now() - ? * interval '1 microsecond'
                     AND {free} THEN true END
         ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
      gone AS (
      """
          + DELETE_CHOSEN
          + COUNT_GONE;

  /**
   * Reads a page of pending rows, and says how many were found before it was cut to a size. Window,
   * least age in microseconds, most rows, most bytes.
   */
  static final String LIST_PENDING =
      """
      SELECT id, payload, created_at, found
        FROM (SELECT id, payload, created_at, count(*) OVER () AS found,
                     octet_length(payload) AS bytes,
                     sum(octet_length(payload)) OVER {earlier} AS before
                FROM (SELECT id, payload, created_at
                        FROM {queue}
                       WHERE id > ? AND id <= ?
                         AND CASE WHEN delivered_at IS NULL
                                   AND created_at <= now() - ? * interval '1 microsecond'
                                  THEN true END
                       ORDER BY id LIMIT ?) page) sized
       WHERE {fits}
       ORDER BY id
      """;

  /**
   * Counts the rows of a window, the pending ones with their bytes and ages. Window, most pending
   * rows, time to live, near expiry lead, the window again, most rows.
   */
  static final String OBSERVE =
      """
      WITH pending AS MATERIALIZED (
        SELECT octet_length(payload) AS bytes, now() - created_at AS age
          FROM {queue}
         WHERE id > ? AND id <= ? AND CASE WHEN delivered_at IS NULL THEN true END
         ORDER BY id LIMIT ?),
      config AS (
        SELECT ? * interval '1 microsecond' AS ttl, ? * interval '1 microsecond' AS lead)
      SELECT (SELECT count(*) FROM pending),
             (SELECT count(*)
                FROM (SELECT 1 FROM {queue} WHERE id > ? AND id <= ? ORDER BY id LIMIT ?) rows),
             (SELECT coalesce(sum(bytes), 0) FROM pending),
             (SELECT coalesce(extract(epoch FROM max(age)), 0) FROM pending),
             (SELECT count(*) FROM pending, config WHERE age >= ttl - lead AND age <= ttl),
             (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = '{queue}'::regclass)
      """;

  /** Finds the row of a window that has so many before it. Window, their count. */
  static final String LAST_OF_ROWS =
      "SELECT id FROM {queue} WHERE id > ? AND id <= ? ORDER BY id OFFSET ? LIMIT 1";

  /**
   * Finds the first row of a window and the end of the sequence; NULL for an end that this role may
   * not ask for. Window, the table's name.
   */
  static final String LOW_WATER =
      """
      SELECT (SELECT id FROM {queue} WHERE id > ? AND id <= ? ORDER BY id LIMIT 1),
             CASE WHEN has_sequence_privilege(s, 'USAGE, SELECT') THEN pg_sequence_last_value(s) END
        FROM (SELECT pg_get_serial_sequence(?, 'id')::regclass AS s) ids
      """;

  private QueueSql() {}
}
