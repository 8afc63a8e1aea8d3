package io.durableemitter.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements of {@link QueueSql}, {@link ClaimSql} and {@link DeadLetterSql} for one queue:
 * fills in the names of its tables and the conditions that they share. A statement is a constant
 * whose text does not depend on the size of a batch, so the server parses and plans it once. Safe
 * for concurrent use.
 *
 * <p>{@code {flushed}} and {@code {unflushed}} are always true. The first raises {@code
 * synchronous_commit} for this transaction if the session has it off, since "stored" has to mean
 * flushed. The second switches it off: a removal that is lost in a crash only means one more
 * delivery. Both settings end with the transaction and leave nothing behind in the session, which a
 * transaction pooler may give to someone else. {@code {removal}} is {@code {unflushed}}, unless the
 * store was built to wait for removals too.
 */
final class Sql {

  private static final String UNFLUSHED =
      "(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL";

  private static final Map<String, String> CONDITIONS =
      Map.of(
          "{flushed}",
          "(SELECT set_config('synchronous_commit',"
              + " CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
              + " ELSE current_setting('synchronous_commit') END, true)) IS NOT NULL",
          "{unflushed}",
          UNFLUSHED,
          // stored within a transaction of a caller's, and never claimed: no first send is under
          // way
          "{untouched}",
          "(attempts = 0 AND next_attempt_at IS NOT NULL)",
          // not put off
          "{due}",
          "(next_attempt_at IS NULL OR next_attempt_at <= now())",
          // no older row of its key is pending; of a row q. Only the index of keys has this order,
          // so
          // that it is walked from the key's first row on whatever the planner knows: with a mere
          // NOT EXISTS it scans the table where keys are few, for then each row seems to be found
          "{first}",
          "(ordering_key IS NULL OR q.id = (SELECT oldest.id FROM {queue} AS oldest"
              + " WHERE oldest.ordering_key IS NOT NULL AND oldest.delivered_at IS NULL"
              + " AND (oldest.ordering_key, oldest.id) >= (q.ordering_key, 0)"
              + " ORDER BY oldest.ordering_key, oldest.id LIMIT 1))",
          // nobody holds the row
          "{free}",
          "(claimed_until IS NULL OR claimed_until <= now())",
          // nobody else holds the row; one parameter, the owner
          "{fence}",
          "delivered_at IS NULL"
              + " AND (claim_owner IS NULL OR claim_owner = ? OR claimed_until <= now())",
          // the rows of a page before this one
          "{earlier}",
          "(ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
          // rows whose payloads take no more bytes together than a parameter, but one row at least
          "{fits}",
          "coalesce(before + bytes <= ?, true)",
          // fails, and with it the whole statement, unless as many rows were kept as given
          "{all_kept}",
          "CASE WHEN kept = given THEN kept"
              + " ELSE ('kept out ' || given - kept || ' of ' || given || ' rows')::bigint END");

  /** What {@code {all_kept}} makes the server say, as a regular expression. */
  static final String KEPT_OUT = "kept out \\d+ of \\d+ rows";

  private final TableName table;
  private final boolean asynchronousRemoval;
  private final Map<String, String> filled = new ConcurrentHashMap<>();

  Sql(TableName table, boolean asynchronousRemoval) {
    this.table = table;
    this.asynchronousRemoval = asynchronousRemoval;
  }

  /** The text of a statement for this queue. */
  String of(String statement) {
    return filled.computeIfAbsent(statement, this::fill);
  }

  private String fill(String statement) {
    String text = statement.replace("{removal}", asynchronousRemoval ? UNFLUSHED : "true");
    for (Map.Entry<String, String> condition : CONDITIONS.entrySet()) {
      text = text.replace(condition.getKey(), condition.getValue());
    }
    return table.in(text);
  }
}
