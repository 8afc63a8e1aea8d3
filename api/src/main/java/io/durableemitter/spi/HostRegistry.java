package io.durableemitter.spi;

import java.util.List;
import java.util.UUID;

/**
 * The processes that work on one queue: what each tells of itself, and what people order them all.
 * Both are kept with the queue, so that whoever reaches the store sees all hosts of it, and reaches
 * them. Implementations must be safe for concurrent use by many processes.
 *
 * <p>Every method may throw {@link StoreException}. Nothing of this is needed to get an event
 * delivered.
 */
public interface HostRegistry {

  /**
   * Writes down how a process is, in place of its last report, and asks what is ordered. Reports of
   * processes that have not been heard of for an hour are forgotten.
   *
   * @param report how it is
   * @return what is ordered now
   */
  QueueOrders report(HostReport report);

  /**
   * Forgets a process that ends in order.
   *
   * @param owner as in its reports
   */
  void leave(UUID owner);

  /**
   * Lists the processes that have reported within the last hour and did not leave.
   *
   * @param limit the most to list, at least 1
   * @return those heard of last, first
   */
  List<RegisteredHost> hosts(int limit);

  /**
   * Asks what is ordered.
   *
   * @return what is ordered now
   */
  QueueOrders orders();

  /**
   * Writes down what somebody does with the queue. {@link QueueAction.Kind#PAUSE}, {@link
   * QueueAction.Kind#RESUME} and {@link QueueAction.Kind#CONFIRM_EXPIRY} are orders by that: each
   * host follows them at its next report. Of actions that are no orders the last 10,000 are kept.
   *
   * @param kind what is done
   * @param actor who does it, for people; at most 200 characters are kept
   * @param detail why, or to what; at most 1,000 characters are kept
   * @return the action as it is kept
   */
  QueueAction record(QueueAction.Kind kind, String actor, String detail);

  /**
   * Lists what was done.
   *
   * @param limit the most to list, at least 1
   * @return the newest first
   */
  List<QueueAction> actions(int limit);
}
