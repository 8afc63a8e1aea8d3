package io.durableemitter.api;

import io.cloudevents.CloudEvent;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/**
 * A transaction of {@link TransactionalEmitter#inTransaction}: what is emitted here is handed over
 * after its commit. For one thread.
 */
public interface EmitTransaction {

  /**
   * The connection, for everything else that belongs to the transaction.
   *
   * @return the connection; neither commit nor close it
   */
  Connection connection();

  /**
   * Stores an event within this transaction.
   *
   * @param event the event
   * @return which event was stored
   * @throws EmitException as {@link TransactionalEmitter#emit(Connection, Event)}
   */
  EmitReceipt emit(Event event);

  /**
   * Stores an event within this transaction.
   *
   * @param body the event's data
   * @param attributes the event's attributes, see {@link EventEmitter}
   * @return which event was stored
   * @throws EmitException as {@link TransactionalEmitter#emit(Connection, Event)}
   */
  EmitReceipt emit(byte[] body, Map<String, ?> attributes);

  /**
   * Stores a ready-made CloudEvent within this transaction.
   *
   * @param event the event
   * @return which event was stored
   * @throws EmitException as {@link TransactionalEmitter#emit(Connection, Event)}
   */
  EmitReceipt emit(CloudEvent event);

  /**
   * Stores events within this transaction, all or none.
   *
   * @param events the events
   * @return which events were stored, in the order of the list
   * @throws EmitException as {@link TransactionalEmitter#emit(Connection, Event)}
   */
  List<EmitReceipt> emitAll(List<Event> events);
}
