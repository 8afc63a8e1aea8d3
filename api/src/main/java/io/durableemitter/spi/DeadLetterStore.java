package io.durableemitter.spi;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The part of a store that keeps events that were given up. Every move is atomic: an event is in
 * the queue or among the dead letters, never in both and never in neither. Safe for concurrent use
 * by many threads and processes.
 */
public interface DeadLetterStore {

  /**
   * Moves undelivered rows from the queue to the dead letters. A store may shorten the texts and
   * replace characters that it cannot keep; the payload stays as it is.
   *
   * @param owner who gives them up; rows that another owner holds are passed over, as are rows that
   *     are gone
   * @param requests the rows, each at most once
   * @return how many were moved
   */
  int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests);

  /**
   * Lists dead letters, oldest first.
   *
   * @param filter which
   * @param afterId only those with a larger id; 0 for all
   * @param limit the most to return, at least 1
   * @param maxBytes the most bytes of their payloads together, at least 1; a single larger event is
   *     returned alone
   * @return the dead letters; empty if and only if there are no more
   */
  List<DeadLetter> listDeadLetters(DeadLetterFilter filter, long afterId, int limit, long maxBytes);

  /**
   * Finds one.
   *
   * @param id its place among the dead letters
   * @return empty if there is none
   */
  Optional<DeadLetter> findDeadLetter(long id);

  /**
   * Counts dead letters.
   *
   * @param filter which
   * @return how many there are
   */
  long countDeadLetters(DeadLetterFilter filter);

  /**
   * Counts dead letters by reason, each minute on behalf of every host that has a meter. A store
   * that can hold many counts as many as is cheap, and estimates from there.
   *
   * @param most the most to look at, at least 1
   * @return how many there are of each reason; by default counted one reason after the other,
   *     whatever the bound is
   */
  default DeadLetterCounts countByReason(int most) {
    Map<DeadLetterReason, Long> counts = new EnumMap<>(DeadLetterReason.class);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      counts.put(reason, countDeadLetters(DeadLetterFilter.ALL.withReason(reason)));
    }
    return new DeadLetterCounts(counts, false);
  }

  /**
   * The bound of a redrive that must not meet what it redrove: whatever dies later has a larger id.
   *
   * @return the id of the last dead letter there is; 0 if there is none
   */
  long lastDeadLetterId();

  /**
   * Puts dead letters back into the queue, oldest first, as new rows with the same payload: the
   * event keeps its id and its idempotency key, and begins anew with attempts and time to live.
   *
   * @param filter which
   * @param limit the most to move, at least 1
   * @return how many were moved; fewer than {@code limit} if no more fit
   */
  int redrive(DeadLetterFilter filter, int limit);

  /**
   * Removes dead letters for ever, oldest first.
   *
   * @param filter which
   * @param limit the most to remove, at least 1
   * @return how many were removed; fewer than {@code limit} if no more fit
   */
  int discardDeadLetters(DeadLetterFilter filter, int limit);

  /**
   * Removes dead letters that were kept long enough, oldest first.
   *
   * @param retention how long they are kept, longer than zero
   * @param limit the most to remove, at least 1
   * @return how many were removed; fewer than {@code limit} if no more are due
   */
  int purgeDeadLetters(Duration retention, int limit);
}
