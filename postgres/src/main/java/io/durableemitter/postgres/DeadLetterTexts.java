package io.durableemitter.postgres;

import io.durableemitter.api.DeadLetterFilter;
import java.util.Optional;

/**
 * The texts of all statements on dead letters. A filter's text contains only the conditions that it
 * has, thirty-two texts at most: a condition that may be switched off by a parameter would make the
 * server expect hardly any row and sort the whole table for each page.
 *
 * <p>Parameters are those of the filter (the largest id, ids, reason, source, type) and then those
 * of the statement.
 */
record DeadLetterTexts(String table, String letters) {

  private static final String COLUMNS =
      "id, row_id, event_id, source, type, payload, created_at, died_at, reason, last_error,"
          + " attempts";

  static DeadLetterTexts of(TableName table) {
    return new DeadLetterTexts(table.quoted(), table.deadLetters().quoted());
  }

  String moveToDeadLetters() {
    return ClaimTexts.lockOurs(table)
        + ", gone AS (DELETE FROM "
        + table
        + " WHERE id = ANY(ARRAY(SELECT id FROM ours)) AND"
        + Statements.FLUSHED
        + " RETURNING id, payload, created_at, attempts, transport_failures, last_error)"
        + ", kept AS (INSERT INTO "
        + letters
        + " (row_id, event_id, source, type, payload, created_at, reason, last_error, attempts)"
        + " SELECT gone.id, u.event_id, u.source, u.type, gone.payload, gone.created_at, u.reason,"
        + " coalesce(nullif(u.error, ''), nullif(gone.last_error, ''), u.otherwise),"
        + " greatest(gone.attempts, u.sent::int) + gone.transport_failures FROM gone JOIN"
        + " unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],"
        + " ?::bool[]) AS u(id, event_id, source, type, reason, error, otherwise, sent) ON u.id = gone.id ORDER BY gone.id"
        + " RETURNING 1)"
        + Statements.allKept("(SELECT count(*) FROM gone)");
  }

  String find() {
    return "SELECT " + COLUMNS + " FROM " + letters + " WHERE id = ?";
  }

  String lastId() {
    return "SELECT coalesce(max(id), 0) FROM " + letters;
  }

  String list(DeadLetterFilter filter) {
    return """
        SELECT %1$s
          FROM (SELECT %1$s, %2$s
                  FROM (SELECT %1$s FROM %3$s WHERE %4$s id > ? ORDER BY id LIMIT ?) page) sized
         WHERE %5$s
         ORDER BY id
        """
        .formatted(
            COLUMNS,
            Statements.sizes("octet_length(payload)"),
            letters,
            conditions(filter),
            Statements.FITS);
  }

  String count(DeadLetterFilter filter) {
    return "SELECT count(*) FROM " + letters + " WHERE " + conditions(filter) + "true";
  }

  String redrive(DeadLetterFilter filter) {
    return choose(conditions(filter) + "true")
        + ", gone AS ("
        + deleteChosen()
        + " AND"
        + Statements.FLUSHED
        + " RETURNING id, payload), kept AS (INSERT INTO "
        + table
        + " (payload) SELECT payload FROM gone ORDER BY id RETURNING 1)"
        + Statements.allKept("(SELECT count(*) FROM gone)");
  }

  String discard(DeadLetterFilter filter) {
    return choose(conditions(filter) + "true") + " " + deleteChosen();
  }

  String purge() {
    return choose("died_at < now() - ? * interval '1 microsecond'") + " " + deleteChosen();
  }

  private String choose(String condition) {
    return "WITH chosen AS MATERIALIZED (SELECT id FROM "
        + letters
        + " WHERE "
        + condition
        + " ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)";
  }

  private String deleteChosen() {
    return "DELETE FROM " + letters + " WHERE id = ANY(ARRAY(SELECT id FROM chosen))";
  }

  private static String conditions(DeadLetterFilter filter) {
    return (filter.upToId().isPresent() ? "id <= ? AND " : "")
        + (filter.ids().isEmpty() ? "" : "id = ANY(?::bigint[]) AND ")
        + equal("reason", filter.reason())
        + equal("source", filter.source())
        + equal("type", filter.type());
  }

  private static String equal(String column, Optional<?> value) {
    return value.isPresent() ? column + " = ? AND " : "";
  }
}
