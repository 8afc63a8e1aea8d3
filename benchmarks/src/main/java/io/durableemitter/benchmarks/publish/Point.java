package io.durableemitter.benchmarks.publish;

/**
 * A point of a line.
 *
 * @param at its place on the axis below
 * @param range its height, and how far rounds were apart
 */
record Point(double at, Range range) {}
