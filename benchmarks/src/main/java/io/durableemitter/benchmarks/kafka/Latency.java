package io.durableemitter.benchmarks.kafka;

import java.util.Arrays;

/**
 * How long an event takes that is sent alone, from its hand-over until it is acknowledged.
 *
 * @param p50Millis the median, in milliseconds
 * @param p99Millis what one of a hundred exceeds, in milliseconds
 */
record Latency(double p50Millis, double p99Millis) {

  static Latency of(Contender contender, int events) throws InterruptedException {
    double[] millis = new double[events];
    for (int i = 0; i < events; i++) {
      long begin = System.nanoTime();
      contender.send(1);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return new Latency(millis[events / 2], millis[events * 99 / 100]);
  }
}
