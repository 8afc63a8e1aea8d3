package io.durableemitter.chaos.crash;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.sabotage.ForwardingTransport;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;

/** A real transport; the process may die around a hand-over, or when an answer is there. */
final class CrashingTransport extends ForwardingTransport {

  private final Bomb bomb;

  CrashingTransport(BatchEmitter transport, Bomb bomb) {
    super(transport);
    this.bomb = bomb;
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    bomb.at(CrashStep.BEFORE_HAND_OVER);
    EnqueueResult result =
        transport()
            .queueMessage(
                header,
                payload,
                outcome -> {
                  bomb.at(CrashStep.ANSWERED);
                  callback.onResult(outcome);
                });
    bomb.at(CrashStep.HANDED_OVER);
    return result;
  }
}
