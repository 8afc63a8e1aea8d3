package io.durableemitter.core.internal.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What this process uses. Heap figures come from the JVM; processor times from {@code
 * /proc/self/stat} (proc(5)), in ticks of which Linux has 100 a second for programs; elsewhere
 * there are none.
 */
final class ProcessUsage {

  private static final Path STAT = Path.of("/proc/self/stat");
  private static final double TICKS_PER_SECOND = 100;
  // counted after the name in parentheses, which may itself have blanks
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessUsage() {}

  static long heapUsedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static long heapCommittedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  static OptionalDouble userSeconds() {
    return seconds(USER);
  }

  static OptionalDouble systemSeconds() {
    return seconds(SYSTEM);
  }

  private static OptionalDouble seconds(int field) {
    if (!Files.isReadable(STAT)) {
      return OptionalDouble.empty();
    }
    try {
      String stat = Files.readString(STAT, StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return OptionalDouble.of(Long.parseLong(fields[field]) / TICKS_PER_SECOND);
    } catch (IOException | RuntimeException unusual) {
      // not the Linux of proc(5): no figure is better than a wrong one
      return OptionalDouble.empty();
    }
  }
}
