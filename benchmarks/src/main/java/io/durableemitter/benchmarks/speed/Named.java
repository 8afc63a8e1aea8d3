package io.durableemitter.benchmarks.speed;

/**
 * A scenario with what people call it.
 *
 * @param group what {@code --only} selects
 * @param name one line
 * @param headline the name of the figure that is shown while it runs
 * @param rounds how often it is measured at most; 0 for as often as asked
 * @param scenario what is measured
 */
record Named(String group, String name, String headline, int rounds, Scenario scenario) {}
