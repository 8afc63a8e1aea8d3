package io.durableemitter.chaos.sabotage;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.util.concurrent.atomic.AtomicLong;

/** Does something else than it is asked to, or tells something else than what happened. */
final class LyingTransport extends ForwardingTransport {

  private static final int DROPPED = 10;
  private static final String PERMANENT = "PUBLISH_ERROR_CODE_VALIDATION_FAILED";

  private final Sabotage mode;
  private final AtomicLong handedOver = new AtomicLong();

  LyingTransport(BatchEmitter transport, Sabotage mode) {
    super(transport);
    this.mode = mode;
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    switch (mode) {
      case DROP_ACKS -> {
        if (handedOver.incrementAndGet() % DROPPED == 0) {
          callback.onResult(DeliveryResult.delivered());
          return EnqueueResult.ACCEPTED;
        }
      }
      case DOUBLE_SEND -> {
        var unused = transport().queueMessage(header, payload, result -> {});
      }
      case NEEDLESS_DEAD_LETTERS -> {
        return transport()
            .queueMessage(header, payload, result -> callback.onResult(worse(result)));
      }
      case NONE, FALSE_UNKNOWN, NO_ORDER ->
          throw new IllegalStateException(mode + " is not of a transport");
    }
    return transport().queueMessage(header, payload, callback);
  }

  private static DeliveryResult worse(DeliveryResult result) {
    return result instanceof DeliveryResult.Failed
        ? DeliveryResult.rejected(PERMANENT, "though nobody refused it", true)
        : result;
  }
}
