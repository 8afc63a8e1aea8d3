package io.durableemitter.benchmarks.speed;

import java.util.Arrays;
import java.util.List;

/**
 * How one figure of two trees compares, round by round; higher figures are better.
 *
 * @param figure its name
 * @param here the median of this tree
 * @param base the median of the other one
 * @param ratio the median of this tree's figure in the other's, of each round
 * @param spread half of the distance between the quartiles of those ratios
 */
record Comparison(String figure, double here, double base, double ratio, double spread) {

  private static final double LEAST = 0.9;

  /** Of at least one round, each of which has both figures. */
  static Comparison of(String figure, List<Double> here, List<Double> base) {
    double[] ratios = new double[here.size()];
    Arrays.setAll(ratios, i -> here.get(i) / base.get(i));
    Arrays.sort(ratios);
    return new Comparison(
        figure,
        middle(here),
        middle(base),
        quantile(ratios, 0.5),
        (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2);
  }

  /** Whether this tree is slower by more than a tenth, and by more than rounds differ. */
  boolean isWorse() {
    return ratio + spread < LEAST;
  }

  private static double middle(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return quantile(sorted, 0.5);
  }

  private static double quantile(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }
}
