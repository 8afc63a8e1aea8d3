package io.durableemitter.benchmarks;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Takes everything and says at once that it is delivered. */
public final class AnsweringTransport implements BatchEmitter {

  private final LongAdder delivered = new LongAdder();

  @Override
  public void start() {}

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    delivered.increment();
    callback.onResult(DeliveryResult.delivered());
    return EnqueueResult.ACCEPTED;
  }

  /** How many events it was given. */
  public long delivered() {
    return delivered.sum();
  }

  @Override
  public void close(Duration timeout) {}

  @Override
  public void close() {}
}
