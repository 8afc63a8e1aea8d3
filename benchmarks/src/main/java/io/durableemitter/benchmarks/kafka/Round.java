package io.durableemitter.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one round has measured.
 *
 * @param rate events in a second
 * @param processorMicros what an event took of this process's processor time; on a busy machine it
 *     tells more than the rate
 */
record Round(double rate, double processorMicros) {

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  static Round of(Contender contender, int events) throws InterruptedException {
    long processor = PROCESS.getProcessCpuTime();
    long begin = System.nanoTime();
    contender.send(events);
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Round(events / seconds, (PROCESS.getProcessCpuTime() - processor) / 1e3 / events);
  }
}
