package io.durableemitter.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The log on its way to the screen, line by line. Warnings about what the user did on purpose, a
 * scripted outage or Ctrl-C, can be withheld and are counted; errors never are.
 */
final class LogLines extends OutputStream {

  private static final int LONGEST = 1 << 16;
  private static final Pattern HEAD = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ([A-Z]+) .*");

  private final OutputStream target;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private BooleanSupplier expected = () -> false;
  private boolean withholding;
  private long withheld;

  LogLines(OutputStream target) {
    this.target = target;
  }

  /** From now on warnings are withheld while the condition holds. */
  synchronized void withholdWhile(BooleanSupplier condition) {
    expected = condition;
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
    var head = HEAD.matcher(line.toString(StandardCharsets.UTF_8).stripTrailing());
    if (head.matches()) {
      withholding = !head.group(1).equals("ERROR") && expected.getAsBoolean();
      withheld += withholding ? 1 : 0;
    }
    if (!withholding) {
      line.writeTo(target);
      target.flush();
    }
    line.reset();
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
