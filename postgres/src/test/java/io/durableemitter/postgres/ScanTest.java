package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Windows where ids are sparse first, and dense then. */
@Timeout(120)
class ScanTest {

  private static final int PUT_OFF = 70_000;
  private static final long BEHIND_A_GAP = 10_000_000_000L;

  private final String table = Database.migratedTable();
  private Connection connection;
  private IndexReads reads;

  @BeforeEach
  void connect() throws SQLException {
    connection = Database.dataSource().getConnection();
    reads = new IndexReads(connection, table);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  /** As every process meets them that starts on a queue that has been in use for a while. */
  @Test
  void rowsBehindAGapAreNotWalkedOverByOneStatement() {
    rows(BEHIND_A_GAP, 1, PUT_OFF, "now() + interval '1 day'");
    rows(BEHIND_A_GAP + PUT_OFF, 1, 1, "now()");
    claimAll(reads);
  }

  @Test
  void norAreRowsAfterSomeThatAreFarApart() {
    rows(1, 1_000_000, 12, "now() + interval '1 day'");
    rows(BEHIND_A_GAP, 7, PUT_OFF, "now() + interval '1 day'");
    rows(BEHIND_A_GAP + 7 * PUT_OFF, 1, 1, "now()");
    claimAll(reads);
  }

  @Test
  void aUserWithoutARightToTheSequenceWalksInPartsToo() throws SQLException {
    rows(BEHIND_A_GAP, 1, PUT_OFF, "now() + interval '1 day'");
    rows(BEHIND_A_GAP + PUT_OFF, 1, 1, "now()");
    LimitedRole role = new LimitedRole(table);
    role.revoke("ALL ON ALL SEQUENCES IN SCHEMA " + table.substring(0, table.indexOf('.')));
    try (Connection limited = role.dataSource().getConnection()) {
      claimAll(new IndexReads(limited, table));
    }
  }

  private void rows(long first, int step, int count, String nextAttempt) {
    Database.execute(
        "INSERT INTO "
            + table
            + " (id, payload, next_attempt_at) SELECT "
            + first
            + " + i::bigint * "
            + step
            + ", '\\x00', "
            + nextAttempt
            + " FROM generate_series(0, "
            + (count - 1)
            + ") i; SELECT setval(pg_get_serial_sequence('"
            + table
            + "', 'id'), (SELECT max(id) FROM "
            + table
            // as autovacuum does: without it the planner thinks that a window has a few rows
            + ")); ANALYZE "
            + table);
  }

  private void claimAll(IndexReads reads) {
    PgDurableEventStore store = PgDurableEventStore.builder(reads.watched()).table(table).build();
    int claimed = 0;
    int pages = 0;
    PendingCursor at = PendingCursor.START;
    boolean more = true;
    while (more) {
      Page<ClaimedEvent> page =
          store.claim(
              UUID.randomUUID(),
              Duration.ofMinutes(1),
              new PageRequest(Duration.ZERO, at, 500, Long.MAX_VALUE));
      claimed += page.rows().size();
      at = page.next();
      more = page.more();
      pages++;
    }
    assertThat(claimed).as("the one that is due").isEqualTo(1);
    assertThat(pages).as("gaps are crossed in a few steps").isLessThan(60);
    assertThat(reads.most()).isBetween(1L, Scan.MOST_ROWS + 10L);
  }
}
