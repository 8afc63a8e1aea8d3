package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table changes while a session holds plans for it. */
@Timeout(120)
class SchemaChangeTest {

  /** More than the driver waits for until it lets the server keep a plan. */
  private static final int OFTEN = 12;

  private final String table = Database.migratedTable();

  @Test
  void plansWhoseResultChangesAreMadeAnewWithoutAnError() throws Exception {
    try (Connection connection = Database.dataSource().getConnection()) {
      PgDurableEventStore store =
          PgDurableEventStore.builder(new OneConnection(connection)).table(table).build();
      for (int i = 0; i < OFTEN; i++) {
        assertThat(insertAndClaim(store)).isEqualTo(1);
        store
            .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 1, Long.MAX_VALUE))
            .rows();
      }
      assertThat(plans(connection)).as("plans that the server keeps").isGreaterThan(2);
      Database.execute(
          "ALTER TABLE " + table + " ALTER COLUMN created_at TYPE TIMESTAMPTZ(3), ADD note TEXT");
      assertThat(
              store
                  .listPending(
                      new PageRequest(Duration.ZERO, PendingCursor.START, 100, Long.MAX_VALUE))
                  .rows())
          .hasSize(OFTEN);
      assertThat(insertAndClaim(store)).isEqualTo(1);
    }
  }

  private static int plans(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM pg_prepared_statements")) {
      result.next();
      return result.getInt(1);
    }
  }

  private static int insertAndClaim(PgDurableEventStore store) {
    store.insert(Payload.wrap(new byte[] {1}));
    PageRequest request = new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE);
    return store.claim(UUID.randomUUID(), Duration.ofMinutes(1), request).rows().size();
  }
}
