package io.durableemitter.postgres;

/**
 * The statements on the processes of a queue and on what people do with it, as {@link Sql}
 * completes them. Each names its parameters in order.
 */
final class RegistrySql {

  private static final String ORDERS_NOW =
      """
      SELECT p.id, p.at, p.kind, p.actor, p.detail, c.id
        FROM (SELECT 1) one
        LEFT JOIN (SELECT id, at, kind, actor, detail FROM {actions}
                    WHERE kind = 'pause'
                      AND id > coalesce(
                            (SELECT max(id) FROM {actions} WHERE kind = 'resume'), 0)
                    ORDER BY id DESC LIMIT 1) p ON true
        LEFT JOIN (SELECT max(id) AS id FROM {actions} WHERE kind = 'confirm-expiry') c ON true
      """;

  /**
   * Writes down a report, forgets old ones, and asks what is ordered. Owner, name, version, role,
   * uptime in microseconds, gate, problem, names of figures, their values.
   */
  static final String REPORT =
      """
      WITH old AS MATERIALIZED (
        SELECT owner FROM {hosts} WHERE seen_at < now() - interval '1 hour'
         FOR UPDATE SKIP LOCKED),
      gone AS (
        DELETE FROM {hosts} WHERE owner = ANY(ARRAY(SELECT owner FROM old)) AND {unflushed}),
      told AS (
        INSERT INTO {hosts} (owner, name, version, role, started_at, seen_at, gate, problem, figures)
        SELECT ?, ?, ?, ?, now() - ? * interval '1 microsecond', now(), ?, ?,
               (SELECT coalesce(jsonb_object_agg(name, value), '{}')
                  FROM unnest(?::text[], ?::float8[]) AS figure(name, value))
         WHERE {unflushed}
        ON CONFLICT (owner) DO UPDATE
           SET seen_at = EXCLUDED.seen_at, gate = EXCLUDED.gate, problem = EXCLUDED.problem,
               figures = EXCLUDED.figures)
      """
          + ORDERS_NOW;

  /** Forgets a process. Its owner. */
  static final String LEAVE = "DELETE FROM {hosts} WHERE owner = ? AND {unflushed}";

  /** Lists processes. Limit. */
  static final String HOSTS =
      """
      SELECT owner, name, version, role, started_at, gate, problem,
             extract(epoch FROM seen_at - started_at), extract(epoch FROM now() - seen_at),
             (SELECT array_agg(key ORDER BY key) FROM jsonb_each_text(figures)),
             (SELECT array_agg(value::float8 ORDER BY key) FROM jsonb_each_text(figures))
        FROM {hosts}
       WHERE seen_at >= now() - interval '1 hour'
       ORDER BY seen_at DESC, owner LIMIT ?
      """;

  /** Asks what is ordered. */
  static final String ORDERS = ORDERS_NOW;

  /** Writes down an action, and forgets old ones that are no orders. Kind, actor, detail. */
  static final String RECORD =
      """
      WITH old AS (
        DELETE FROM {actions}
         WHERE kind NOT IN ('pause', 'resume', 'confirm-expiry')
           AND id < (SELECT id FROM {actions} ORDER BY id DESC OFFSET 10000 LIMIT 1))
      INSERT INTO {actions} (kind, actor, detail) SELECT ?, ?, ? WHERE {flushed}
      RETURNING id, at, kind, actor, detail
      """;

  /** Lists actions. Limit. */
  static final String ACTIONS =
      "SELECT id, at, kind, actor, detail FROM {actions} ORDER BY id DESC LIMIT ?";

  private RegistrySql() {}
}
