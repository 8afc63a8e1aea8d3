package io.durableemitter.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What of the machine's processors was used, as Linux tells it in <a
 * href="https://man7.org/linux/man-pages/man5/proc.5.html">/proc</a>; elsewhere all is 0.
 */
final class Processors {

  private static final Path PROC = Path.of("/proc");
  private static final double TICKS = 100;

  // in /proc/stat, from 1 on: user nice system idle iowait irq softirq steal; guests are in user
  private static final int IDLE = 4;
  private static final int IO_WAIT = 5;
  private static final int STEAL = 8;

  // in /proc/PID/stat, behind the name in brackets: utime stime cutime cstime
  private static final int OWN = 11;
  private static final int OF_ENDED_CHILDREN = 14;

  private Processors() {}

  /** Seconds in which processors were not idle, since the machine started. */
  static double busySeconds() {
    if (!Files.isReadable(PROC.resolve("stat"))) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(PROC.resolve("stat"))) {
      String[] all = lines.findFirst().orElseThrow().split("\\s+", -1);
      double ticks = 0;
      for (int i = 1; i <= STEAL; i++) {
        ticks += i == IDLE || i == IO_WAIT ? 0 : Double.parseDouble(all[i]);
      }
      return ticks / TICKS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Seconds of a process and of all below it, with those that have ended. */
  static double secondsOf(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToDouble(one -> seconds(one.pid()))
        .sum();
  }

  private static double seconds(long pid) {
    String all;
    try {
      all = Files.readString(PROC.resolve(pid + "/stat"));
    } catch (IOException gone) {
      return 0; // its parent has its time now
    }
    String[] fields = all.substring(all.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = 0;
    for (int i = OWN; i <= OF_ENDED_CHILDREN; i++) {
      ticks += Double.parseDouble(fields[i]);
    }
    return ticks / TICKS;
  }
}
