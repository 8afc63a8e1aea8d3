package io.durableemitter.benchmarks.speed.subject;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this process has used since a moment. */
final class ProcessCosts {

  /**
   * For an event.
   *
   * @param processorMicros processor time
   * @param allocatedBytes memory asked for by all threads, those that have ended too; not a number
   *     before Java 21, which does not tell of those
   */
  record Each(double processorMicros, double allocatedBytes) {}

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ObjectName THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getObjectName();
  private static final String ALLOCATED = "TotalThreadAllocatedBytes";

  private final long processorNanos = PROCESS.getProcessCpuTime();
  private final double allocated = allocated();

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

  // by its name: the method is of Java 21, and this is built with 17
  private static double allocated() {
    try {
      return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(THREADS, ALLOCATED);
    } catch (AttributeNotFoundException older) {
      return Double.NaN;
    } catch (JMException e) {
      throw new IllegalStateException("the JVM does not tell what it has allocated", e);
    }
  }
}
