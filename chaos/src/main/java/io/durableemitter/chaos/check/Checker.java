package io.durableemitter.chaos.check;

import io.durableemitter.chipingress.BatchClientConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares what callers were told with what the other end has and what the store still holds: the
 * queue of Jepsen's "total-queue" checker, with our three answers of emit, and with bounds for what
 * must not happen often.
 */
public final class Checker {

  private static final Set<String> PERMANENT = BatchClientConfig.ofDefaults().permanentCodes();

  private Checker() {}

  /**
   * Checks a run after it has come to rest, in which any event may have come again and any emit may
   * have been told that nobody knows.
   *
   * @param emits what callers did and were told
   * @param deliveries what the other end accepted and refused
   * @param pending ids of the events in the queue
   * @param dead ids of the events among the dead letters
   */
  public static Verdict check(
      Emits emits, Deliveries deliveries, Set<String> pending, Set<String> dead) {
    return check(emits, deliveries, pending, dead, List.of(), 0);
  }

  /**
   * Checks a run after it has come to rest.
   *
   * @param emits what callers did and were told
   * @param deliveries what the other end accepted and refused
   * @param pending ids of the events in the queue
   * @param dead ids of the events among the dead letters
   * @param periods all times of the run, and what may have happened in them
   */
  public static Verdict check(
      Emits emits,
      Deliveries deliveries,
      Set<String> pending,
      Set<String> dead,
      List<Period> periods) {
    // what was told after the last period has none that explains it
    long untimed = emits.unknown().size() - periods.stream().mapToLong(Period::unknown).sum();
    return check(
        emits,
        deliveries,
        pending,
        dead,
        Repeats.needless(deliveries.repeats(), periods),
        periods.stream().mapToLong(Period::surplusOfUnknown).sum() + Math.max(0, untimed));
  }

  private static Verdict check(
      Emits emits,
      Deliveries deliveries,
      Set<String> pending,
      Set<String> dead,
      List<Repeat> needlessRepeats,
      long needlessUnknown) {
    Set<String> delivered = deliveries.ids();
    Set<String> kept = new HashSet<>(delivered);
    kept.addAll(pending);
    kept.addAll(dead);
    Set<String> both = those(dead, delivered::contains);
    return new Verdict(
        emits.acknowledged().size(),
        delivered.size(),
        pending.size(),
        dead.size(),
        those(delivered, id -> emits.attempted().containsKey(id) && !isAcknowledged(emits, id))
            .size(),
        deliveries.duplicates(),
        those(emits.acknowledged(), id -> !kept.contains(id)),
        those(delivered, id -> !emits.attempted().containsKey(id)),
        those(
            delivered,
            id ->
                emits.attempted().containsKey(id)
                    && !deliveries.onlyAs(id, emits.attempted().get(id))),
        those(emits.rejected(), kept::contains),
        needlessRepeats,
        those(dead, id -> !deliveries.wasRefused(id, PERMANENT)),
        both,
        those(both, id -> !deliveries.wasRefusedLater(id)),
        needlessUnknown);
  }

  private static boolean isAcknowledged(Emits emits, String id) {
    return emits.acknowledged().contains(id);
  }

  private static Set<String> those(Set<String> ids, Predicate<String> which) {
    return ids.stream().filter(which).collect(Collectors.toUnmodifiableSet());
  }
}
