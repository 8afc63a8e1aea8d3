package io.durableemitter.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one round has measured.
 *
 * @param rate events in a second
 * @param processorMicros what an event took of this process's processor time; on a busy machine it
 *     tells more than the rate
 * @param alone how long events take that are sent one at a time
 */
record Round(double rate, double processorMicros, Latency alone) {

  private static final int MOST_ALONE = 300;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  static Round of(Contender contender, int events) throws InterruptedException {
    long processor = PROCESS.getProcessCpuTime();
    long begin = System.nanoTime();
    contender.send(events);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double micros = (PROCESS.getProcessCpuTime() - processor) / 1e3 / events;
    return new Round(
        events / seconds, micros, Latency.of(contender, Math.min(MOST_ALONE, 1 + events / 100)));
  }
}
