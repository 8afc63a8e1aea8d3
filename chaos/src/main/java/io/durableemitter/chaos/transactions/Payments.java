package io.durableemitter.chaos.transactions;

import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.core.DurableEmitter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import javax.sql.DataSource;

/**
 * Transactions in all the ways that there are. A third is rolled back; of the others some undo a
 * part, some forget the hand-over. Whatever is committed is also in the table of payments, by the
 * same transaction: that is what must be delivered, and nothing else.
 */
final class Payments {

  private static final byte[] BODY = "{\"amount\":42}".getBytes(StandardCharsets.UTF_8);

  private final DurableEmitter emitter;
  private final DataSource dataSource;
  private final String name;

  Payments(DurableEmitter emitter, DataSource dataSource, String name) {
    this.emitter = emitter;
    this.dataSource = dataSource;
    this.name = name;
  }

  /** An intended rollback. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
  }

  void make(int number) {
    try {
      switch (number % 6) {
        case 0 -> handedOver(number, true);
        case 1 -> rolledBack(number);
        case 2 -> inTransaction(number, false);
        case 3 -> handedOver(number, number % 4 != 3);
        case 4 -> inTransaction(number, true);
        default -> withSavepoint(number);
      }
    } catch (SQLException | RuntimeException e) {
      // as while the database or this process ends: then nothing is committed, or all of it
      System.err.println("payment " + number + " failed: " + e);
    }
  }

  private void handedOver(int number, boolean handOver) throws SQLException {
    try (Connection connection = begin()) {
      TransactionalEmit emit = pay(connection, id(number, "paid"));
      connection.commit();
      if (handOver) {
        emit.handOver();
      }
    }
  }

  private void rolledBack(int number) throws SQLException {
    try (Connection connection = begin()) {
      TransactionalEmit emit = pay(connection, id(number, "undone"));
      connection.rollback();
      emit.handOver();
    }
  }

  private void inTransaction(int number, boolean refused) throws SQLException {
    try {
      emitter.inTransaction(
          dataSource,
          transaction -> {
            List<String> ids = List.of(id(number, "a"), id(number, "b"), id(number, "c"));
            for (String id : ids) {
              record(transaction.connection(), id);
            }
            var unused = transaction.emitAll(ids.stream().map(Payments::event).toList());
            if (refused) {
              throw new Refused();
            }
            return ids;
          });
    } catch (Refused expected) {
      return;
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void withSavepoint(int number) throws SQLException {
    try (Connection connection = begin()) {
      TransactionalEmit kept = pay(connection, id(number, "kept"));
      Savepoint savepoint = connection.setSavepoint();
      TransactionalEmit undone = pay(connection, id(number, "undone"));
      connection.rollback(savepoint);
      connection.commit();
      kept.handOver();
      undone.handOver();
    }
  }

  private Connection begin() throws SQLException {
    Connection connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private TransactionalEmit pay(Connection connection, String id) throws SQLException {
    record(connection, id);
    return emitter.emit(connection, event(id));
  }

  private static void record(Connection connection, String id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + TransactionsRun.PAYMENTS + " VALUES (?)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
  }

  private static Event event(String id) {
    return Event.of("chaos", "payment.made").id(id).json(BODY);
  }

  private String id(int number, String part) {
    return name + "-" + number + "-" + part;
  }
}
