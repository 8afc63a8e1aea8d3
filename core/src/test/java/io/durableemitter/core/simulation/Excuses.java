package io.durableemitter.core.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Duplicates that what happened explains: one for each flight of a host that may have lost its
 * lease or its end, and one for each answer that was lost.
 */
final class Excuses {

  /** An event that a host is about to hand over. */
  private record Insert(SimulatedHost host, Entry entry) {}

  private final World world;
  private final Map<SimulatedHost, Map<Entry, Integer>> sends = new HashMap<>();
  private final Map<SimulatedHost, Map<Entry, Integer>> excused = new HashMap<>();
  private final List<Insert> inserts = new ArrayList<>();

  Excuses(World world) {
    this.world = world;
  }

  private static Map<Entry, Integer> of(
      Map<SimulatedHost, Map<Entry, Integer>> all, SimulatedHost host) {
    return all.computeIfAbsent(host, any -> new IdentityHashMap<>());
  }

  void sent(SimulatedHost host, Entry entry) {
    of(sends, host).merge(entry, 1, Integer::sum);
  }

  void inserted(SimulatedHost host, List<Entry> entries) {
    entries.forEach(entry -> inserts.add(new Insert(host, entry)));
  }

  void handedOver(SimulatedHost host) {
    inserts.removeIf(one -> one.host() == host);
  }

  /** Whatever a host has on its way may be taken over by another. */
  void all(SimulatedHost host) {
    host.inFlight
        .snapshot()
        .forEach(id -> world.shadow.entry(id).ifPresent(entry -> flight(host, entry)));
    inserts.stream().filter(one -> one.host() == host).forEach(one -> flight(host, one.entry()));
  }

  /** One flight may; another excuse of it does not explain more. */
  void flight(SimulatedHost host, Entry entry) {
    Integer now = of(sends, host).getOrDefault(entry, 0);
    if (!now.equals(of(excused, host).put(entry, now))) {
      entry.excuses++;
    }
  }
}
