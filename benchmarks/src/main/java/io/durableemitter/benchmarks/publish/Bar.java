package io.durableemitter.benchmarks.publish;

/**
 * A bar of a plot.
 *
 * @param label what it is of
 * @param kind its colour
 * @param range its length, and how far rounds were apart
 */
record Bar(String label, Kind kind, Range range) {}
