package io.durableemitter.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * The log on its way to the screen, line by line. Warnings about what the user did on purpose, a
 * scripted outage or Ctrl-C, can be withheld and are counted; errors never are.
 */
final class LogLines extends OutputStream {

  private static final int LONGEST = 1 << 16;

  private final OutputStream target;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private BooleanSupplier expected = () -> false;
  private LogFormat format = LogFormat.TEXT;
  private @Nullable LogRecord record;
  private boolean withholding;
  private long withheld;

  LogLines(OutputStream target) {
    this.target = target;
  }

  /** From now on warnings are withheld while the condition holds. */
  synchronized void withholdWhile(BooleanSupplier condition) {
    expected = condition;
  }

  /** As lines come from now on; with JSON a report is whole when the next begins, or at a flush. */
  synchronized void format(LogFormat value) {
    format = value;
  }

  /** Warnings that were withheld. */
  synchronized long withheld() {
    return withheld;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    line.write(b);
    if (b == '\n' || line.size() >= LONGEST) {
      pass();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    for (int i = from; i < from + length; i++) {
      write(bytes[i]);
    }
  }

  // a line without a head belongs to the one before it
  private void pass() throws IOException {
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    Matcher head = format.head().matcher(text);
    if (head.matches()) {
      String level = head.group(format == LogFormat.JSON ? 3 : 1);
      withholding = !level.equals("ERROR") && expected.getAsBoolean();
      withheld += withholding ? 1 : 0;
    }
    if (!withholding) {
      if (format == LogFormat.JSON) {
        collect(head, text);
      } else {
        line.writeTo(target);
        target.flush();
      }
    }
    line.reset();
  }

  private void collect(Matcher head, String text) throws IOException {
    LogRecord current = record;
    if (head.matches()) {
      writeRecord();
      record = LogRecord.of(head);
    } else if (current != null) {
      current.add(text);
    } else {
      record = LogRecord.ofText(text);
    }
  }

  private void writeRecord() throws IOException {
    LogRecord whole = record;
    record = null;
    if (whole != null) {
      target.write((whole.json() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    writeRecord();
    target.flush();
  }
}
