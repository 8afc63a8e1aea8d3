package io.durableemitter.benchmarks.peers;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;

/** Looks at the event in what it gets, and says at once that it is delivered. */
final class CheckedTransport implements BatchEmitter {

  /** What comes before data of 512 bytes, the last field of the message: number 6, and 512. */
  private static final byte[] BINARY_DATA = {0x32, (byte) 0x80, 0x04};

  private final Deliveries deliveries;

  CheckedTransport(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @Override
  public void start() {}

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    byte[] bytes = payload.unsafeBytes();
    int data = bytes.length - Deliveries.SIZE;
    if (isData(bytes, data - BINARY_DATA.length)) {
      deliveries.accept(bytes, data, Deliveries.SIZE);
    } else {
      deliveries.accept(bytes);
    }
    callback.onResult(DeliveryResult.delivered());
    return EnqueueResult.ACCEPTED;
  }

  private static boolean isData(byte[] bytes, int offset) {
    return offset >= 0
        && bytes[offset] == BINARY_DATA[0]
        && bytes[offset + 1] == BINARY_DATA[1]
        && bytes[offset + 2] == BINARY_DATA[2];
  }

  @Override
  public void close(Duration timeout) {}

  @Override
  public void close() {}
}
