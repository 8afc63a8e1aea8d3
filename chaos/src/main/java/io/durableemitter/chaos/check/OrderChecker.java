package io.durableemitter.chaos.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks whether the events of each ordering key came first in the order of their commits. */
public final class OrderChecker {

  private final KeyedIds ids;

  public OrderChecker(KeyedIds ids) {
    this.ids = ids;
  }

  /**
   * The ids of events that came after a later one of their key although their emit had returned
   * before that one's began. Of an event whose emit told nothing nobody knows when it was
   * committed, and one that was given up may come, if it does, at any time.
   *
   * @param emits what callers were told
   * @param inOrder the ids of all that came, in the order in which each came first
   * @param dead ids of the events among the dead letters
   */
  public Set<String> outOfOrder(Emits emits, List<String> inOrder, Set<String> dead) {
    Set<String> late = new TreeSet<>();
    Map<String, KeyedIds.Place> latest = new HashMap<>();
    for (String id : inOrder) {
      if (!emits.attempted().containsKey(id)) {
        continue; // nobody's; counted elsewhere
      }
      KeyedIds.Place place = ids.place(id);
      KeyedIds.Place before = latest.get(place.key());
      boolean isLate = before != null && before.compareTo(place) > 0;
      if (isLate && emits.acknowledged().contains(id) && !dead.contains(id)) {
        late.add(id);
      }
      if (!isLate) {
        latest.put(place.key(), place);
      }
    }
    return late;
  }

  /** How many keys came. */
  public long keys(List<String> inOrder) {
    return inOrder.stream().map(ids::key).distinct().count();
  }
}
