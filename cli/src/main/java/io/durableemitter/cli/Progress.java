package io.durableemitter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a command is: a line that rewrites itself on a terminal, otherwise a line now and
 * then, or nothing. Goes to standard error, so that standard output stays for results.
 */
final class Progress {

  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BAR = 24;

  private final PrintWriter err;
  private final @Nullable Screen terminal;
  private final boolean silent;
  private long lastNanos = System.nanoTime() - PLAIN_NANOS;

  Progress(PrintWriter err, boolean silent) {
    this.err = err;
    this.terminal =
        err instanceof Screen.Writer writer && writer.screen().isTerminal()
            ? writer.screen()
            : null;
    this.silent = silent;
  }

  /** One that shows nothing where its line cannot rewrite itself, for what runs for days. */
  static Progress onTerminal(PrintWriter err, boolean silent) {
    boolean terminal = err instanceof Screen.Writer writer && writer.screen().isTerminal();
    return new Progress(err, silent || !terminal);
  }

  /** Whether states are shown. */
  boolean isShown() {
    return !silent;
  }

  /** Shows a state, unless the last one was shown a moment ago. */
  synchronized void show(String state) {
    long now = System.nanoTime();
    if (silent || now - lastNanos < (terminal != null ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    lastNanos = now;
    if (terminal == null) {
      err.println(state);
      return;
    }
    try {
      terminal.show(state);
    } catch (IOException e) {
      // a terminal that is gone shows nothing: the work goes on
      err.flush();
    }
  }

  /** A message that stays. */
  synchronized void say(String message) {
    err.println(message);
  }

  /** Removes the line that rewrites itself. */
  synchronized void clear() {
    if (terminal != null) {
      try {
        terminal.clear();
      } catch (IOException e) {
        err.flush();
      }
    }
  }

  static String bar(double share) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * BAR);
    return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
  }
}
