package io.durableemitter.postgres;

import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.DurableQueueStats;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Describes the queue without reading all of a large one: up to 100,000 rows are counted; beyond
 * that, figures are scaled to the planner's estimate of the table and marked as estimated.
 */
final class QueueObserver implements DurableQueueObserver {

  private final Connections connections;
  private final Statements statements;
  private final LowWater lowWater;
  private final CleanupWatch cleanup;
  private final TableName table;

  QueueObserver(
      Connections connections,
      Statements statements,
      LowWater lowWater,
      CleanupWatch cleanup,
      TableName table) {
    this.connections = connections;
    this.statements = statements;
    this.lowWater = lowWater;
    this.cleanup = cleanup;
    this.table = table;
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    long mark = lowWater.mark();
    return connections.statement(
        "observing " + table,
        statements.observe(),
        statement -> {
          statement.setLong(1, mark);
          statement.setLong(2, mark);
          statement.setLong(3, PgDurableEventStore.micros(ttl));
          statement.setLong(4, PgDurableEventStore.micros(nearExpiryLead));
          try (ResultSet result = statement.executeQuery()) {
            result.next();
            return stats(result);
          }
        });
  }

  @Override
  public Optional<String> hindrance() {
    return cleanup.hindrance();
  }

  private static DurableQueueStats stats(ResultSet row) throws SQLException {
    long depth = row.getLong(1);
    long total = row.getLong(2);
    long bytes = row.getLong(3);
    Duration oldest = Duration.ofNanos((long) (row.getDouble(4) * 1e9));
    long near = row.getLong(5);
    if (total <= Statements.EXACT_COUNT_LIMIT) {
      return new DurableQueueStats(depth, total, bytes, oldest, near, false);
    }
    long estimatedTotal = Math.max(total, (long) row.getDouble(6));
    boolean pendingCut = depth > Statements.EXACT_COUNT_LIMIT;
    long estimatedDepth = pendingCut ? estimatedTotal : depth;
    long estimatedBytes = pendingCut ? (long) ((double) bytes / depth * estimatedDepth) : bytes;
    return new DurableQueueStats(
        estimatedDepth, estimatedTotal, estimatedBytes, oldest, near, true);
  }
}
