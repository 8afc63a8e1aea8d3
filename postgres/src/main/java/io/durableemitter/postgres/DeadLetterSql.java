package io.durableemitter.postgres;

import io.durableemitter.api.DeadLetterFilter;
import java.util.Optional;

/**
 * The statements on dead letters, as {@link Sql} completes them. Each names its parameters in
 * order; {@code {filter}} stands for those of a filter: the largest id, ids, reason, event id,
 * source, type, as far as it has them.
 */
final class DeadLetterSql {

  private static final String COLUMNS =
      "id, row_id, event_id, source, type, payload, created_at, died_at, reason, last_error,"
          + " attempts";

  private static final String CHOOSE_FILTERED =
      """
      WITH chosen AS MATERIALIZED (
        SELECT id FROM {dead_letters} WHERE {filter} ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private static final String DELETE_CHOSEN =
      "DELETE FROM {dead_letters} WHERE id = ANY(ARRAY(SELECT id FROM chosen))";

  private static final String REQUIRE_ALL_KEPT =
      """
      SELECT {all_kept}
        FROM (SELECT count(*) AS kept, (SELECT count(*) FROM gone) AS given FROM kept) counts
      """;

  /**
   * Moves rows that nobody else holds, all that it finds or none; flushed. Ids, owner, and for each
   * row: id, the event's id, source and type, reason, error, what to write for no error, whether it
   * was sent.
   */
  static final String MOVE_TO_DEAD_LETTERS =
      ClaimSql.LOCK_OURS
          + """
            , gone AS (
              DELETE FROM {queue}
               WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND {flushed}
              RETURNING id, payload, created_at, attempts, transport_failures, last_error),
            kept AS (
              INSERT INTO {dead_letters}
                     (row_id, event_id, source, type, payload, created_at, reason, last_error,
                      attempts)
              SELECT gone.id, u.event_id, u.source, u.type, gone.payload, gone.created_at, u.reason,
                     coalesce(nullif(u.error, ''), nullif(gone.last_error, ''), u.otherwise),
                     greatest(gone.attempts, u.sent::int) + gone.transport_failures
                FROM gone
                JOIN unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::bool[])
                     AS u(id, event_id, source, type, reason, error, otherwise, sent)
                  ON u.id = gone.id
               ORDER BY gone.id
              RETURNING 1)
            """
          + REQUIRE_ALL_KEPT;

  /** Reads one. Its id. */
  static final String FIND = "SELECT " + COLUMNS + " FROM {dead_letters} WHERE id = ?";

  /** The largest id there is, or 0. */
  static final String LAST_ID = "SELECT coalesce(max(id), 0) FROM {dead_letters}";

  /** Reads a page in the order of ids. Filter, the id before it, most rows, most bytes. */
  static final String LIST =
      """
      SELECT {columns}
        FROM (SELECT {columns}, octet_length(payload) AS bytes,
                     sum(octet_length(payload)) OVER {earlier} AS before
                FROM (SELECT {columns} FROM {dead_letters}
                       WHERE {filter} AND id > ? ORDER BY id LIMIT ?) page) sized
       WHERE {fits}
       ORDER BY id
      """
          .replace("{columns}", COLUMNS);

  /** Counts. Filter. */
  static final String COUNT = "SELECT count(*) FROM {dead_letters} WHERE {filter}";

  /** Counts by reason what comes first, and one more, with an estimate of all there are. Limit. */
  static final String COUNT_BY_REASON =
      """
      SELECT reason, count(*),
             (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = '{dead_letters}'::regclass)
      FROM (SELECT reason FROM {dead_letters} LIMIT ?) counted
      GROUP BY reason
      """;

  /**
   * Moves the first into the queue as new rows, all that it chose or none; flushed. Filter, limit.
   */
  static final String REDRIVE =
      CHOOSE_FILTERED
          + ", gone AS ("
          + DELETE_CHOSEN
          + """
             AND {flushed} RETURNING id, payload),
            kept AS (
              INSERT INTO {queue} (payload) SELECT payload FROM gone ORDER BY id RETURNING 1)
            """
          + REQUIRE_ALL_KEPT;

  /** Removes the first. Filter, limit. */
  static final String DISCARD = CHOOSE_FILTERED + DELETE_CHOSEN;

  /** Removes the first of those that were kept long enough. Age in microseconds, limit. */
  static final String PURGE =
      """
      WITH chosen AS MATERIALIZED (
        SELECT id FROM {dead_letters}
         WHERE died_at < now() - ? * interval '1 microsecond'
         ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
      """
          + DELETE_CHOSEN;

  private DeadLetterSql() {}

  /**
   * A statement with only the conditions that a filter has, of sixty-four texts at most: a
   * condition that a parameter may switch off would make the server expect hardly any row, and sort
   * the whole table for each page.
   */
  static String filtered(String statement, DeadLetterFilter filter) {
    String conditions =
        (filter.upToId().isPresent() ? "id <= ? AND " : "")
            + (filter.ids().isEmpty() ? "" : "id = ANY(?::bigint[]) AND ")
            + equal("reason", filter.reason())
            + equal("event_id", filter.eventId())
            + equal("source", filter.source())
            + equal("type", filter.type());
    return statement.replace("{filter}", conditions + "true");
  }

  private static String equal(String column, Optional<?> value) {
    return value.isPresent() ? column + " = ? AND " : "";
  }
}
