package io.durableemitter.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Shows where a command is: a line that rewrites itself on a terminal, otherwise a line now and
 * then, or nothing. Writes to standard error, so that standard output stays for results.
 */
final class Progress {

  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  // set by the launcher, which can tell whether standard error is a terminal; Java cannot
  private static final String TERMINAL_PROPERTY = "durableemitter.terminal";
  private static final int BAR = 24;

  private final PrintWriter err;
  private final boolean terminal;
  private final boolean silent;
  private long lastNanos = System.nanoTime() - PLAIN_NANOS;
  private int lastLength;

  Progress(PrintWriter err, boolean silent) {
    this.err = err;
    this.terminal = Boolean.getBoolean(TERMINAL_PROPERTY);
    this.silent = silent;
  }

  /** Shows a state, unless the last one was shown a moment ago. */
  void show(String state) {
    long now = System.nanoTime();
    if (silent || now - lastNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    lastNanos = now;
    print(state);
  }

  private void print(String state) {
    if (terminal) {
      err.print("\r" + state + " ".repeat(Math.max(0, lastLength - state.length())));
      err.flush();
      lastLength = state.length();
    } else {
      err.println(state);
    }
  }

  /** A message that stays. */
  void say(String message) {
    clear();
    err.println(message);
  }

  /** Removes the line that rewrites itself. */
  void clear() {
    if (terminal && lastLength > 0) {
      err.print("\r" + " ".repeat(lastLength) + "\r");
      err.flush();
      lastLength = 0;
    }
  }

  static String bar(double share) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR);
    return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
  }
}
