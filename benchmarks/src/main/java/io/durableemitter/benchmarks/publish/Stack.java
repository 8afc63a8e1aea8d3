package io.durableemitter.benchmarks.publish;

import java.util.List;

/**
 * A bar of parts.
 *
 * @param label what it is of
 * @param parts their lengths, in the order of {@link CostsPart#PROCESSES}
 */
record Stack(String label, List<Double> parts) {}
