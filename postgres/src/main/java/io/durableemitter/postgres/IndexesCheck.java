package io.durableemitter.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the primary keys are there, and which other indexes cost each insert. */
final class IndexesCheck implements DiagnosisCheck {

  private static final String INDEXES =
      """
      SELECT i.indexrelid::regclass::text, i.indrelid = {queue_oid},
             i.indisprimary, i.indisvalid,
             i.indnatts = 2 AND pg_get_indexdef(i.indexrelid, 1, true) = 'ordering_key',
             pg_size_pretty(pg_relation_size(i.indexrelid)),
             coalesce((SELECT idx_scan FROM pg_stat_all_indexes s
                        WHERE s.indexrelid = i.indexrelid), 0)
        FROM pg_index i
       WHERE i.indrelid IN ({queue_oid}, {dead_letters_oid})
       ORDER BY 1
      """;

  private record Index(
      String name,
      boolean ofQueue,
      boolean primary,
      boolean valid,
      boolean ordering,
      String size,
      long scans) {}

  @Override
  public void look(Look look) throws SQLException {
    List<Index> all =
        look.rows(
            INDEXES,
            row ->
                new Index(
                    row.getString(1),
                    row.getBoolean(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    row.getString(6),
                    row.getLong(7)));
    requirePrimary(look, all, true, look.table());
    requirePrimary(look, all, false, look.table().deadLetters());
    for (Index index : all) {
      if (!index.valid()) {
        look.warning(
            "index "
                + index.name()
                + " is invalid, left by a CREATE INDEX CONCURRENTLY that was broken off: it costs"
                + " each insert and serves nobody",
            "DROP INDEX CONCURRENTLY " + index.name());
      }
    }
    surplus(look, all);
    look.okIfNothing("the primary keys are there and valid, and there are no other indexes");
  }

  private static void requirePrimary(Look look, List<Index> all, boolean queue, TableName table) {
    boolean there =
        all.stream()
            .anyMatch(index -> index.ofQueue() == queue && index.primary() && index.valid());
    if (!there) {
      look.critical(
          "table " + table + " has no primary key: each look for a row reads all of it",
          "ALTER TABLE " + table + " ADD PRIMARY KEY (id)");
    }
  }

  private static void surplus(Look look, List<Index> all) {
    List<Index> surplus =
        all.stream()
            .filter(Index::valid)
            .filter(index -> index.ofQueue() && !index.primary() && !index.ordering())
            .toList();
    if (!surplus.isEmpty()) {
      look.info(
          "the queue has indexes that only Go hosts need: "
              + surplus.stream()
                  .map(one -> one.name() + " (" + one.size() + ", read " + one.scans() + " times)")
                  .collect(Collectors.joining(", "))
              + "; with the three of theirs an insert takes more than twice as long",
          "once no Go host uses the table: "
              + surplus.stream()
                  .map(one -> "DROP INDEX CONCURRENTLY " + one.name())
                  .collect(Collectors.joining("; ")));
    }
  }
}
