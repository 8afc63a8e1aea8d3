package io.durableemitter.benchmarks.speed;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is measured in a run.
 *
 * @param quick whether it is a short one, of less time each and without what needs many rows
 * @param only the groups that were asked for; empty for all
 * @param seconds of each measurement
 * @param sustained seconds of those that show whether a rate can be held
 */
record Plan(boolean quick, Set<String> only, double seconds, double sustained) {

  private static final List<Long> WAITING = List.of(1_000_000L, 10_000_000L);

  /** Those that {@code only} can name. */
  static Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    new Plan(false, Set.of(), 1, 1).scenarios().forEach(one -> groups.add(one.group()));
    groups.add(PeersRun.GROUP);
    return groups;
  }

  /** What a measurement takes if nobody says anything else. */
  static double usualSeconds(boolean quick) {
    return quick ? 2 : 8;
  }

  /** What those take that show whether a rate can be held. */
  static double usualSustained() {
    return 300;
  }

  /** All in the order in which they are measured, round by round. */
  List<Named> scenarios() {
    List<Named> all = new ArrayList<>();
    all.addAll(new Limits(seconds, !quick).all());
    all.addAll(new Emits(seconds).all());
    all.addAll(new Latencies(seconds).all());
    Backlogs backlogs = new Backlogs(seconds, quick ? 100_000 : 1_000_000, WAITING);
    all.add(backlogs.drain());
    if (!quick || !only.isEmpty()) {
      all.addAll(new Sizes(seconds).all());
      all.addAll(backlogs.hosts());
      all.add(backlogs.heap());
      all.addAll(backlogs.beside());
      all.addAll(Emits.sustained(sustained));
    }
    return all.stream().filter(one -> only.isEmpty() || only.contains(one.group())).toList();
  }

  /** Whether other libraries are measured too. */
  boolean hasPeers() {
    return only.isEmpty() ? !quick : only.contains(PeersRun.GROUP);
  }

  /** Those of one round; the first one, to warm up, leaves out what is measured once. */
  Stream<Named> round(int round) {
    return scenarios().stream()
        .filter(one -> one.rounds() == 0 || (round > 0 && round <= one.rounds()));
  }
}
