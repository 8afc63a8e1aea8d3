package io.durableemitter.benchmarks.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Figures by name, one of each round. Not safe for concurrent use. */
final class Figures {

  /**
   * What rounds have yielded.
   *
   * @param median the one in the middle
   * @param least the smallest
   * @param most the largest
   * @param rounds how many there were
   */
  record Spread(double median, double least, double most, int rounds) {

    /** How far the rounds are apart, as a part of the median. */
    double width() {
      return median == 0 ? 0 : (most - least) / median;
    }
  }

  private final Map<String, List<Double>> rounds = new LinkedHashMap<>();

  void add(String name, double figure) {
    rounds.computeIfAbsent(name, key -> new ArrayList<>()).add(figure);
  }

  /** Forgets all: what came so far was to warm up. */
  void clear() {
    rounds.clear();
  }

  /** The one that was added last. */
  double last(String name) {
    List<Double> values = rounds.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      throw new IllegalStateException("nothing was measured that is called " + name);
    }
    return values.get(values.size() - 1);
  }

  /** One of each round, in their order. */
  List<Double> all(String name) {
    return List.copyOf(rounds.getOrDefault(name, List.of()));
  }

  OptionalDouble median(String name) {
    return rounds.containsKey(name)
        ? OptionalDouble.of(spread(rounds.get(name)).median())
        : OptionalDouble.empty();
  }

  /** The ratio of two figures in the middle of those of each round: rounds are side by side. */
  OptionalDouble ratio(String name, String to) {
    List<Double> above = rounds.getOrDefault(name, List.of());
    List<Double> below = rounds.getOrDefault(to, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
      ratios.add(above.get(i) / below.get(i));
    }
    return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(spread(ratios).median());
  }

  /** All, by name, in the order in which they came first. */
  Map<String, Spread> spreads() {
    Map<String, Spread> all = new LinkedHashMap<>();
    rounds.forEach((name, values) -> all.put(name, spread(values)));
    return all;
  }

  private static Spread spread(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }
}
