package io.durableemitter.spi;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What a store does to give each pending row to one process at a time. A claim is a lease: it ends
 * by itself when its owner neither renews nor gives it back, so what a dead process held is taken
 * over. Safe for concurrent use by many threads and processes.
 *
 * <p>Acknowledgements are fenced: they change a row only while no other owner holds a lease on it,
 * so a process that was stopped for a while and wakes cannot undo another's work. A row that was
 * never claimed, as at a first send, is held by nobody and may be acknowledged by anyone.
 *
 * <p>Leases are measured by the store's clock.
 *
 * <p>A store that {@linkplain DurableEventStore#keepsOrder keeps order} lets nobody claim a row
 * with an ordering key while an older one of that key is pending.
 */
public interface EventClaims {

  /**
   * Claims pending rows in the order of the queue, passing over those that are held, by another
   * owner or by this one, and those whose next attempt is not due. Each row's attempts are counted
   * here, before anything is sent.
   *
   * @param owner for whom; one per process and life, so that nobody takes another's
   * @param lease how long the claim lasts from the end of the statement on unless it is renewed;
   *     longer than zero
   * @param request which rows
   * @return the rows, oldest first
   */
  Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request);

  /**
   * Claims these rows, whatever their age, if nobody holds them and their next attempt is due.
   *
   * @param owner for whom
   * @param lease how long the claim lasts; longer than zero
   * @param ids the rows; those that are gone are passed over
   * @param maxBytes the most bytes of their payloads together; a single larger event is claimed
   *     alone. Rows that do not fit are passed over
   * @return the rows, by ascending id
   */
  List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes);

  /**
   * Finds what comes next of each ordering key: its oldest pending row, if nobody has claimed that
   * yet. A store that does not keep order has none.
   *
   * @param keys the keys
   * @return the rows, in any order
   */
  default long[] nextInOrder(long[] keys) {
    return new long[0];
  }

  /**
   * Makes leases last from now on, and takes leases on rows that nobody holds, so that others do
   * not claim what a slow first send still has on its way. Does not count as an attempt.
   *
   * @param owner whose leases
   * @param ids the rows; those that another owner holds, that are gone or that someone is changing
   *     at this moment are passed over
   * @param lease from now, longer than zero
   * @return the rows that the owner holds now, ascending
   */
  long[] renewClaims(UUID owner, long[] ids, Duration lease);

  /**
   * Gives rows back as if they had not been claimed, because nothing was tried: their attempts are
   * not counted, and anyone may claim them at once. A lease that ended but was not taken over is
   * given back too.
   *
   * @param owner whose leases; rows that it does not hold are passed over
   * @param ids the rows
   * @return how many rows were given back
   */
  int releaseClaims(UUID owner, long[] ids);

  /**
   * Gives rows back that were sent in vain because the other end was out of reach: anyone may claim
   * them at once, and nothing counts against them; but their dead letters will tell how often they
   * were sent, and what went wrong. A store that cannot keep that releases them.
   *
   * @param owner whose leases; rows that it does not hold, as those of a first send, are passed
   *     over
   * @param ids the rows
   * @param error what went wrong, for people; a store may shorten it and replace characters
   * @return how many rows were given back
   */
  default int releaseUnreached(UUID owner, long[] ids, String error) {
    return releaseClaims(owner, ids);
  }

  /**
   * Records that events were delivered, in one operation; they are no longer pending. The store may
   * remove the rows at once or keep them until {@link DurableEventStore#purgeDelivered}.
   *
   * @param owner who delivered them; rows that another owner holds are passed over
   * @param ids the rows, in any order; the array is not kept and not changed
   * @return how many of them were pending before; a second call for the same id changes nothing
   */
  int markDeliveredBatch(UUID owner, long[] ids);

  /**
   * Gives rows back for a later attempt, with what went wrong, and counts a failure of each. A row
   * that was never claimed, or only renewed, counts its first send as an attempt now. A store may
   * shorten the errors and replace characters that it cannot keep.
   *
   * @param owner who tried them; rows that another owner holds are passed over
   * @param backOffs the rows, each at most once
   * @return how many changed
   */
  int backOff(UUID owner, List<BackOff> backOffs);
}
