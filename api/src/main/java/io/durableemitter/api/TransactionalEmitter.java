package io.durableemitter.api;

import io.cloudevents.CloudEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Stores events within a JDBC transaction of the caller's, so that what is emitted and what else
 * the transaction changes is committed together, or not at all. Nothing is sent before the commit;
 * after a rollback, also one to a savepoint, nothing ever is.
 *
 * <p>An event is stored with the caller's connection and no other, so that an emit never waits for
 * a pool. The connection must be of the store's database, in a transaction (not in autocommit
 * mode), and may write. The commit waits until it is on the disk even where the session has {@code
 * synchronous_commit} off, unless that is switched off again after the emit.
 *
 * <p>After the commit {@link TransactionalEmit#handOver()} sends at once. What is not handed over,
 * because it was forgotten or the process ended, is found by the maintenance of any host.
 *
 * <pre>{@code
 * emitter.inTransaction(
 *     dataSource,
 *     transaction -> {
 *       invoices.pay(transaction.connection(), invoice);
 *       return transaction.emit(Event.of("billing", "invoice.paid").json(body));
 *     });
 * }</pre>
 *
 * <p>Implementations are safe for concurrent use; a connection is used by one thread at a time.
 */
public interface TransactionalEmitter {

  /**
   * Stores an event within the transaction of a connection.
   *
   * @param connection in a transaction of the store's database
   * @param event the event
   * @return what to hand over after the commit
   * @throws EmitException if the event was refused, always with {@link
   *     EmitException.Outcome#REJECTED}. After {@link EmitException.Reason#STORE_FAILED} the
   *     transaction can only be rolled back, to a savepoint at least; after other reasons it is
   *     untouched
   */
  TransactionalEmit emit(Connection connection, Event event);

  /**
   * Stores an event within the transaction of a connection.
   *
   * @param connection in a transaction of the store's database
   * @param body the event's data
   * @param attributes the event's attributes, see {@link EventEmitter}
   * @return what to hand over after the commit
   * @throws EmitException as {@link #emit(Connection, Event)}
   */
  TransactionalEmit emit(Connection connection, byte[] body, Map<String, ?> attributes);

  /**
   * Stores a ready-made CloudEvent within the transaction of a connection; its own id, time and
   * extensions are kept.
   *
   * @param connection in a transaction of the store's database
   * @param event the event
   * @return what to hand over after the commit
   * @throws EmitException as {@link #emit(Connection, Event)}
   */
  TransactionalEmit emit(Connection connection, CloudEvent event);

  /**
   * Stores events within the transaction of a connection, by one statement. All or none: if one is
   * refused, no other is stored.
   *
   * @param connection in a transaction of the store's database
   * @param events the events; if there are none nothing is done
   * @return what to hand over after the commit
   * @throws EmitException as {@link #emit(Connection, Event)}
   */
  TransactionalEmit emitAll(Connection connection, List<Event> events);

  /**
   * Runs work in a transaction of its own, commits it, and hands over what was emitted in it. If
   * the work throws, the transaction is rolled back and the exception goes on.
   *
   * @param dataSource where the connection comes from; of the store's database
   * @param work what to do
   * @param <T> what the work returns
   * @param <E> what it throws
   * @return what the work returned; the transaction is committed
   * @throws SQLException if there was no connection, or if the commit failed; where its outcome is
   *     unknown the events are sent if they are committed, and only then
   * @throws E what the work threw; the transaction is rolled back
   */
  <T, E extends Exception> T inTransaction(DataSource dataSource, TransactionWork<T, E> work)
      throws SQLException, E;
}
