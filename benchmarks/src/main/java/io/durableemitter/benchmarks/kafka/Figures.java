package io.durableemitter.benchmarks.kafka;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds of a contender say, in medians.
 *
 * @param rate events in a second
 * @param lowest the lowest rate
 * @param highest the highest rate
 * @param processorMicros what an event took of this process's processor time
 * @param p50Millis the median of what an event takes that is sent alone
 * @param p99Millis what one of a hundred of those exceeds
 */
record Figures(
    double rate,
    double lowest,
    double highest,
    double processorMicros,
    double p50Millis,
    double p99Millis) {

  static Figures of(List<Round> rounds) {
    return new Figures(
        median(rounds, Round::rate),
        rounds.stream().mapToDouble(Round::rate).min().orElseThrow(),
        rounds.stream().mapToDouble(Round::rate).max().orElseThrow(),
        median(rounds, Round::processorMicros),
        median(rounds, round -> round.alone().p50Millis()),
        median(rounds, round -> round.alone().p99Millis()));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
