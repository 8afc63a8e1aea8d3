package io.durableemitter.chaos.transactions;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A transaction that stores an event before all others and is committed after them. Nobody hands it
 * over: its row, with an id far below what has been delivered since, has to be found.
 */
final class LongTransaction implements AutoCloseable {

  private static final String ID = "stored-first-committed-last";

  private final Connection connection;
  private final long begin = System.nanoTime();

  LongTransaction(DataSource dataSource, int ingress) throws SQLException {
    connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    try (DurableEmitter emitter =
            DurableEmitterSetup.builder(
                    PgDurableEventStore.builder(dataSource).table(TransactionsRun.TABLE).build())
                .endpoint("localhost:" + ingress)
                .plaintext()
                .emitter(
                    EmitterConfig.builder()
                        .retransmit(retransmit -> retransmit.enabled(false))
                        .build())
                .build();
        PreparedStatement record =
            connection.prepareStatement(
                "INSERT INTO " + TransactionsRun.PAYMENTS + " VALUES (?)")) {
      emitter.start();
      record.setString(1, ID);
      record.executeUpdate();
      var forgotten = emitter.emit(connection, Event.of("chaos", "payment.made").id(ID).text("1"));
      TransactionsRun.say(
          "a transaction stores row " + forgotten.receipts().get(0).rowId() + " and stays open");
    }
  }

  /** Commits, and tells after how many seconds. */
  long commit() throws SQLException {
    connection.commit();
    return (System.nanoTime() - begin) / 1_000_000_000L;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
