package io.durableemitter.acceptance.check;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares what callers were told with what the other end has and what the store still holds: the
 * queue of Jepsen's "total-queue" checker, with our three answers of emit.
 */
public final class Checker {

  private Checker() {}

  /**
   * Checks a run after it has come to rest.
   *
   * @param emits what callers did and were told
   * @param deliveries what the other end accepted
   * @param pending ids of the events in the queue
   * @param dead ids of the events among the dead letters
   */
  public static Verdict check(
      Emits emits, Deliveries deliveries, Set<String> pending, Set<String> dead) {
    Set<String> delivered = deliveries.ids();
    Set<String> kept = new HashSet<>(delivered);
    kept.addAll(pending);
    kept.addAll(dead);
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
        those(emits.rejected(), kept::contains));
  }

  private static boolean isAcknowledged(Emits emits, String id) {
    return emits.acknowledged().contains(id);
  }

  private static Set<String> those(Set<String> ids, Predicate<String> which) {
    return ids.stream().filter(which).collect(Collectors.toUnmodifiableSet());
  }
}
