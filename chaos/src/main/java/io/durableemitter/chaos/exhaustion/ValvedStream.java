package io.durableemitter.chaos.exhaustion;

import java.io.IOException;
import java.io.OutputStream;

/** A stream behind a valve, as of a disk that is full or a reader that is gone. */
public final class ValvedStream extends OutputStream {

  private final OutputStream out;
  private final Valve valve;

  /** One behind a valve. */
  public ValvedStream(OutputStream out, Valve valve) {
    this.out = out;
    this.valve = valve;
  }

  @Override
  public void write(int value) throws IOException {
    valve.pass();
    out.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    valve.pass();
    out.write(bytes, from, count);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
