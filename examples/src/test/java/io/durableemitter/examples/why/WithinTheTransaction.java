package io.durableemitter.examples.why;

import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.api.TransactionalEmitter;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** An order and its event in one transaction; docs/why.md shows both ways. */
final class WithinTheTransaction {

  private final DataSource database;
  private final TransactionalEmitter emitter;

  WithinTheTransaction(DataSource database, TransactionalEmitter emitter) {
    this.database = database;
    this.emitter = emitter;
  }

  void place(String order) throws SQLException {
    emitter.inTransaction(
        database,
        transaction -> {
          Attempts.insertOrder(transaction.connection(), order);
          return transaction.emit(placed(order));
        });
  }

  void placeInMyTransaction(String order) throws SQLException {
    TransactionalEmit emitted;
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      Attempts.insertOrder(connection, order);
      emitted = emitter.emit(connection, placed(order));
      connection.commit();
    }
    emitted.handOver(); // sends at once; who forgets it sends a moment later
  }

  private static Event placed(String order) {
    return Event.of("shop", "order.placed").json(Attempts.placed(order)).subject(order);
  }
}
