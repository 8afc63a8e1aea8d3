package io.durableemitter.spi;

import io.durableemitter.api.Payload;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps events until they are delivered: inserts them, gives each pending one to one process at a
 * time, removes what was delivered, keeps what was given up, and describes the queue.
 * Implementations must be safe for concurrent use by many threads and, if the store is shared, by
 * many processes.
 *
 * <p>Ages are always measured by the store's own clock, never by the caller's, so that a host with
 * a wrong clock neither expires nor retransmits anything early.
 *
 * <p>Every method may throw {@link StoreException}. Whoever decorates a store forwards every
 * method, those with a default too: a store may do better than the default.
 *
 * <p>The contracts in the testkit check an implementation: {@code DurableEventStoreContract},
 * {@code EventClaimsContract}, {@code DeadLetterStoreContract} and {@code QueueBrowserContract}.
 */
public interface DurableEventStore
    extends BatchInserter, EventClaims, DeadLetterStore, DurableQueueObserver {

  /**
   * Stores an event durably: it is committed when this returns.
   *
   * @param payload the encoded event
   * @return the id of the new row
   * @throws StoreException if the event was not stored, or if that is unknown
   */
  default long insert(Payload payload) {
    return insertBatch(List.of(payload))[0];
  }

  /**
   * Stores events with a connection of the caller's, within its transaction, all or none. Takes no
   * other connection. The rows are free for {@link #claim(java.util.UUID, Duration, long[], long)
   * claims by id} from the commit on, and for other claims when they are due, whatever their age:
   * nobody else sends them.
   *
   * @param connection in a transaction; neither committed, rolled back nor closed here
   * @param payloads the encoded events, at least one
   * @param dueAfter when they may be claimed that nobody has handed over
   * @return the ids of the new rows
   * @throws StoreException if none was stored: the transaction can only be rolled back
   * @throws IllegalArgumentException if the connection has no transaction of this store's; says why
   * @throws UnsupportedOperationException if the store has no transactions of JDBC
   */
  default TransactionalInsert insertInTransaction(
      Connection connection, List<Payload> payloads, Duration dueAfter) {
    throw new UnsupportedOperationException(
        "this store has no transactions of JDBC: emit without a connection");
  }

  /**
   * Takes an event out of the queue, delivered or not, as {@link #markDelivered} does. An absent id
   * is no error.
   *
   * @param id the row
   */
  default void delete(long id) {
    markDelivered(id);
  }

  /**
   * Records that an event was delivered; it is no longer pending.
   *
   * @param id the row
   * @return whether the row was pending before
   */
  default boolean markDelivered(long id) {
    return markDeliveredBatch(new long[] {id}) == 1;
  }

  /**
   * Records that events were delivered, in one operation, whoever holds a lease on them. The engine
   * uses {@link #markDeliveredBatch(java.util.UUID, long[])}, which is fenced.
   *
   * @param ids the rows, in any order; the array is not kept and not changed
   * @return how many of them were pending before; a second call for the same id changes nothing
   */
  int markDeliveredBatch(long[] ids);

  /**
   * Removes rows that were marked delivered long enough ago, as far as the store keeps them at all.
   *
   * @param after where to go on; {@link PendingCursor#START} for the beginning
   * @param limit the most rows to remove, at least 1
   * @return how many were removed, and where to go on
   */
  Slice purgeDelivered(PendingCursor after, int limit);

  /**
   * Lists pending events in the order of the queue.
   *
   * @param request which
   * @return the events, oldest first
   */
  Page<DurableEvent> listPending(PageRequest request);

  /**
   * Removes pending events that are too old. Never removes or counts delivered ones, nor those on
   * which someone holds a lease.
   *
   * @param ttl the age beyond which an event expires
   * @param after where to go on; {@link PendingCursor#START} for the beginning
   * @param limit the most rows to remove, at least 1
   * @return how many were removed, and where to go on
   */
  Slice deleteExpired(Duration ttl, PendingCursor after, int limit);

  /**
   * The store's own clock, by which ages are measured.
   *
   * @return its time now
   */
  Instant currentTime();

  /**
   * Tries whether an event can be stored, and stores nothing. Asked now and then after an insert
   * has failed.
   *
   * @throws StoreException if an insert would fail
   */
  void probe();

  /**
   * Whether it keeps the ordering keys of payloads, and lets nobody claim a row with one while an
   * older row of that key is pending. Rows of one key are as old as their inserts began: of two
   * that follow each other the first is the older one, whichever processes they are of. Such a row
   * may be claimed by anyone from its commit on.
   *
   * @return false if it stores payloads without their keys
   */
  default boolean keepsOrder() {
    return false;
  }

  /**
   * Begins to listen for rows that others store, if the store was set up for that. Asked once by an
   * emitter that is a host.
   *
   * @return to be closed by the caller; empty if such rows are only found by their age
   */
  default Optional<RowNotifications> notifications() {
    return Optional.empty();
  }

  /**
   * The processes that work on this queue, if the store keeps them. Asked once by an emitter.
   *
   * @return empty if processes neither report nor can be ordered anything
   */
  default Optional<HostRegistry> hosts() {
    return Optional.empty();
  }

  /**
   * Looks at the pending rows, for people, if the store lets them be looked at.
   *
   * @return empty if nobody can see more than {@link #listPending} tells
   */
  default Optional<QueueBrowser> browser() {
    return Optional.empty();
  }

  /**
   * What in the store's set-up will make trouble under load, such as a pool with too few
   * connections. Asked at the start of an emitter and by its health; answers at once.
   *
   * @param users how many threads of the emitter use the store at once
   * @return for people: what it is, and what would mend it; empty if nothing is known of
   */
  default Optional<String> weakness(int users) {
    return Optional.empty();
  }
}
