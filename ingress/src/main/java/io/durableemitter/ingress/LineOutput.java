package io.durableemitter.ingress;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Where lines are written. */
interface LineOutput extends Closeable {

  /** Returns when the lines are as safe there as they get. */
  void write(ByteBuffer lines) throws IOException;

  /** A stream, in which lines are safe once it has taken them. Not closed. */
  static LineOutput of(OutputStream stream) {
    return new LineOutput() {
      @Override
      public void write(ByteBuffer lines) throws IOException {
        stream.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
        stream.flush();
      }

      @Override
      public void close() {
        // it belongs to whoever has opened it
      }
    };
  }
}
