package io.durableemitter.benchmarks.speed.subject;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** What this process has used since a moment. */
final class ProcessCosts {

  /**
   * For an event.
   *
   * @param processorMicros processor time
   * @param allocatedBytes memory asked for by threads that live at the end; callers are not among
   *     them
   */
  record Each(double processorMicros, double allocatedBytes) {}

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final long processorNanos = PROCESS.getProcessCpuTime();
  private final long allocated = allocated();

  private ProcessCosts() {}

  static ProcessCosts begin() {
    return new ProcessCosts();
  }

  Each end(long events) {
    double number = Math.max(1, events);
    return new Each(
        (PROCESS.getProcessCpuTime() - processorNanos) / 1e3 / number,
        (allocated() - allocated) / number);
  }

  private static long allocated() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }
}
