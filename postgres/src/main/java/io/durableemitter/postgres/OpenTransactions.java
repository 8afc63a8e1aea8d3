package io.durableemitter.postgres;

/** What may keep removed rows from being cleaned up, as the server's views show it. */
final class OpenTransactions {

  /**
   * The beginning of a statement: {@code holder} has a row for each open transaction of this
   * database but this one, each replication slot that keeps rows and each prepared transaction.
   * {@code own} says whose own number the snapshot is, where several show the same.
   */
  static final String CTE =
      """
      WITH held AS (
        SELECT CASE WHEN age(backend_xid) >= coalesce(age(backend_xmin), 0)
                    THEN backend_xid ELSE backend_xmin END AS snapshot, *
          FROM pg_stat_activity),
      holder AS (
        SELECT 'session' AS kind, 'the transaction of process ' || pid AS who, snapshot,
               coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0) AS seconds,
               backend_xid IS NOT DISTINCT FROM snapshot AS own,
               pid::text AS name, usename::text AS role, application_name AS application,
               state, xact_start AS since, query_start
          FROM held
         WHERE (snapshot IS NOT NULL OR xact_start IS NOT NULL)
           AND (datname = current_database() OR datname IS NULL)
           AND pid <> pg_backend_pid() AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
        UNION ALL
        SELECT 'slot', 'replication slot ' || slot_name, xmin, 0, true,
               slot_name::text, NULL, NULL, NULL, NULL, NULL
          FROM pg_replication_slots WHERE xmin IS NOT NULL
        UNION ALL
        SELECT 'prepared', 'the prepared transaction ' || gid, transaction,
               extract(epoch FROM clock_timestamp() - prepared), true,
               gid, owner::text, NULL, 'prepared', prepared, NULL
          FROM pg_prepared_xacts WHERE database = current_database())
      """;

  private OpenTransactions() {}
}
