package io.durableemitter.benchmarks.speed;

/** One thing to measure. */
interface Scenario {

  /** Measures once and adds what it found. */
  void run(Bench bench, Figures figures) throws Exception;
}
