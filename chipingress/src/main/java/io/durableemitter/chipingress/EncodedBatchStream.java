package io.durableemitter.chipingress;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch as gRPC takes it. gRPC drains it straight into its frames; reading byte by byte, which it
 * does not do, goes through a copy.
 */
final class EncodedBatchStream extends InputStream implements KnownLength, Drainable {

  private final EncodedBatch batch;
  private @Nullable InputStream copy;
  private boolean drained;

  EncodedBatchStream(EncodedBatch batch) {
    this.batch = batch;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (copy != null || drained) {
      return (int) reader().transferTo(target);
    }
    batch.writeTo(target::write);
    drained = true;
    return batch.size();
  }

  @Override
  public int available() throws IOException {
    if (copy != null) {
      return copy.available();
    }
    return drained ? 0 : batch.size();
  }

  @Override
  public int read() throws IOException {
    return reader().read();
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    return reader().read(target, from, length);
  }

  private InputStream reader() {
    InputStream open = copy;
    if (open == null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(drained ? 0 : batch.size());
      if (!drained) {
        batch.writeTo(bytes::write);
      }
      open = new ByteArrayInputStream(bytes.toByteArray());
      copy = open;
    }
    return open;
  }
}
