package io.durableemitter.benchmarks.peers;

import io.durableemitter.benchmarks.peers.work.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of one run of a program.
 *
 * @param name of the outbox
 * @param figures what it measured, if it came so far
 * @param problems what is wrong with it, in sentences; nothing if it has delivered each event once,
 *     apart from those that are left
 */
public record PeerRun(String name, Optional<Figures> figures, List<String> problems) {

  static PeerRun of(String name, Figures figures) {
    List<String> problems = new ArrayList<>();
    if (figures.duplicates() > 0) {
      problems.add(figures.duplicates() + " deliveries of events that had been delivered");
    }
    if (figures.missing() > 0) {
      problems.add(figures.missing() + " persisted events are neither delivered nor left");
    }
    return new PeerRun(name, Optional.of(figures), List.copyOf(problems));
  }

  static PeerRun failed(String name, String problem) {
    return new PeerRun(name, Optional.empty(), List.of(problem));
  }
}
