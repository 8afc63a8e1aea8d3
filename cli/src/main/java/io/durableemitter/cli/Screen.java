package io.durableemitter.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard error as people see it: lines that stay and, on a terminal, a last one that rewrites
 * itself. Messages and log lines go through it, so that they do not collide with that one.
 */
final class Screen extends OutputStream {

  /** A writer of lines that stay, which knows its screen. */
  static final class Writer extends PrintWriter {
    private final Screen screen;

    private Writer(Screen screen) {
      super(new OutputStreamWriter(screen, StandardCharsets.UTF_8), true);
      this.screen = screen;
    }

    Screen screen() {
      return screen;
    }
  }

  // set by the launcher, which can tell whether standard error is a terminal; Java cannot
  private static final String TERMINAL_PROPERTY = "durableemitter.terminal";

  private final OutputStream out;
  private final boolean terminal;
  private final LogLines log = new LogLines(this);
  private int shown;

  Screen(OutputStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The screen of this process; from now on whatever is written to System.err goes through it. */
  static Screen install() {
    Screen screen =
        new Screen(new FileOutputStream(FileDescriptor.err), Boolean.getBoolean(TERMINAL_PROPERTY));
    // lines go on by themselves; a flush is the end of a report
    System.setErr(new PrintStream(screen.log, false, StandardCharsets.UTF_8));
    return screen;
  }

  Writer writer() {
    return new Writer(this);
  }

  LogLines log() {
    return log;
  }

  boolean isTerminal() {
    return terminal;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    clear();
    out.write(bytes, from, length);
  }

  @Override
  public synchronized void flush() throws IOException {
    out.flush();
  }

  /** Rewrites the last line; on a terminal only. */
  synchronized void show(String state) throws IOException {
    String padded = "\r" + state + " ".repeat(Math.max(0, shown - state.length()));
    out.write(padded.getBytes(StandardCharsets.UTF_8));
    out.flush();
    shown = state.length();
  }

  /** Removes the line that rewrites itself. */
  synchronized void clear() throws IOException {
    if (shown > 0) {
      String blank = "\r" + " ".repeat(shown) + "\r";
      shown = 0;
      out.write(blank.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
