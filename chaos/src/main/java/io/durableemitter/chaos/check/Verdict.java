package io.durableemitter.chaos.check;

import java.util.List;
import java.util.Set;

/**
 * What became of all events of a run.
 *
 * @param acknowledged how many events were promised to be durable
 * @param delivered how many different events the other end has accepted
 * @param pending how many are still in the queue
 * @param deadLettered how many are among the dead letters
 * @param recovered how many the other end has although their emit could not tell or never returned
 * @param duplicates how many acceptances were repetitions
 * @param lost acknowledged, and neither delivered nor pending nor among the dead letters
 * @param unexpected delivered, and never emitted
 * @param altered delivered, and not as they were emitted
 * @param denied said to be certainly not stored, and there all the same
 * @param needlessRepeats sent once more after they were accepted, and no fault explains it
 * @param needlessDead among the dead letters, and never refused for good
 * @param both delivered and among the dead letters
 * @param bothWithoutReason of those, the ones that were not refused after they had been accepted
 * @param needlessUnknown how many more emits could not tell than faults explain
 */
public record Verdict(
    long acknowledged,
    long delivered,
    long pending,
    long deadLettered,
    long recovered,
    long duplicates,
    Set<String> lost,
    Set<String> unexpected,
    Set<String> altered,
    Set<String> denied,
    List<Repeat> needlessRepeats,
    Set<String> needlessDead,
    Set<String> both,
    Set<String> bothWithoutReason,
    long needlessUnknown) {

  /** Whether every promise was kept. */
  public boolean holds() {
    return lost.isEmpty()
        && unexpected.isEmpty()
        && altered.isEmpty()
        && denied.isEmpty()
        && needlessRepeats.isEmpty()
        && needlessDead.isEmpty()
        && bothWithoutReason.isEmpty()
        && needlessUnknown == 0;
  }
}
