package io.durableemitter.benchmarks.publish;

import java.util.List;

/**
 * A line of a plot.
 *
 * @param label for the legend
 * @param points from left to right
 */
record Line(String label, List<Point> points) {}
