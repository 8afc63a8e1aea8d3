package io.durableemitter.core;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitTransaction;
import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionWork;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.api.TransactionalEmitter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A transaction that is begun, ended and handed over here. By one thread. */
final class OwnTransaction implements EmitTransaction {

  private final TransactionalEmitter emitter;
  private final Connection connection;
  private final List<TransactionalEmit> emits = new ArrayList<>();

  private OwnTransaction(TransactionalEmitter emitter, Connection connection) {
    this.emitter = emitter;
    this.connection = connection;
  }

  static <T, E extends Exception> T run(
      TransactionalEmitter emitter, DataSource dataSource, TransactionWork<T, E> work)
      throws SQLException, E {
    Connection connection = dataSource.getConnection();
    try {
      if (connection.getAutoCommit()) {
        connection.setAutoCommit(false);
        try {
          return new OwnTransaction(emitter, connection).run(work);
        } finally {
          quietly(() -> connection.setAutoCommit(true));
        }
      }
      return new OwnTransaction(emitter, connection).run(work);
    } finally {
      quietly(connection::close);
    }
  }

  private <T, E extends Exception> T run(TransactionWork<T, E> work) throws SQLException, E {
    try {
      T result = work.run(this);
      connection.commit();
      emits.forEach(TransactionalEmit::handOver);
      return result;
    } catch (Throwable failure) {
      rollBack(failure);
      // a commit that failed here may have been made there: the rows decide what is sent
      emits.forEach(TransactionalEmit::handOver);
      throw failure;
    }
  }

  private void rollBack(Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** Something that is done to a connection. */
  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private static void quietly(Step step) {
    try {
      step.run();
    } catch (SQLException e) {
      // the outcome is decided: all that this tells is that the connection is of no more use
      return;
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public EmitReceipt emit(Event event) {
    return added(emitter.emit(connection, event)).receipt();
  }

  @Override
  public EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
    return added(emitter.emit(connection, body, attributes)).receipt();
  }

  @Override
  public EmitReceipt emit(CloudEvent event) {
    return added(emitter.emit(connection, event)).receipt();
  }

  @Override
  public List<EmitReceipt> emitAll(List<Event> events) {
    return added(emitter.emitAll(connection, events)).receipts();
  }

  private TransactionalEmit added(TransactionalEmit emit) {
    emits.add(emit);
    return emit;
  }
}
