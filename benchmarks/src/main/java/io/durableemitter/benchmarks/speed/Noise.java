package io.durableemitter.benchmarks.speed;

/** What other processes of the machine use while something is measured. */
final class Noise {

  /** Processors; more is called noisy. */
  static final double BOUND = 0.15;

  private final Bench bench;
  private final double busy = Processors.busySeconds();
  private final double ours;
  private final long begin = System.nanoTime();

  Noise(Bench bench) {
    this.bench = bench;
    this.ours = bench.processorSeconds();
  }

  /**
   * How many processors others have used, in the mean; nothing of ours may have ended meanwhile.
   */
  double others() {
    double seconds = (System.nanoTime() - begin) / 1e9;
    double all = Processors.busySeconds() - busy;
    double own = bench.processorSeconds() - ours;
    return Math.max(0, (all - own) / seconds);
  }
}
