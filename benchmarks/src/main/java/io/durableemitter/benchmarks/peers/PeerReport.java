package io.durableemitter.benchmarks.peers;

import io.durableemitter.benchmarks.peers.work.Figures;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds of an outbox say.
 *
 * @param program which it was
 * @param figures the medians of its rounds; of {@code left} the most, of {@code duplicates} and
 *     {@code missing} all together. Empty if no round came so far
 * @param rounds those that came so far
 * @param problems of each round, in sentences
 */
public record PeerReport(
    PeerProgram program, Optional<Figures> figures, List<Figures> rounds, List<String> problems) {

  static PeerReport of(PeerProgram program, List<PeerRun> runs) {
    List<Figures> rounds = runs.stream().flatMap(run -> run.figures().stream()).toList();
    return new PeerReport(
        program,
        rounds.isEmpty() ? Optional.empty() : Optional.of(medians(rounds)),
        rounds,
        runs.stream().flatMap(run -> run.problems().stream()).toList());
  }

  private static Figures medians(List<Figures> rounds) {
    Figures any = rounds.get(0);
    return new Figures(
        any.name(),
        any.version(),
        any.settings(),
        any.producers(),
        median(rounds, Figures::persistedPerSecond),
        median(rounds, Figures::deliveredPerSecond),
        median(rounds, Figures::endToEndPerSecond),
        rounds.stream().mapToLong(Figures::left).max().orElseThrow(),
        rounds.stream().mapToLong(Figures::duplicates).sum(),
        rounds.stream().mapToLong(Figures::missing).sum(),
        median(rounds, Figures::p50Millis),
        median(rounds, Figures::p99Millis),
        median(rounds, Figures::processorMicrosPerEvent));
  }

  private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
