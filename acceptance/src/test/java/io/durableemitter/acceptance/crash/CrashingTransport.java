package io.durableemitter.acceptance.crash;

import io.durableemitter.api.BatchEmitter;
import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.time.Duration;

/** A real transport; the process may die around a hand-over, or when an answer is there. */
final class CrashingTransport implements BatchEmitter {

  private final BatchEmitter transport;
  private final Bomb bomb;

  CrashingTransport(BatchEmitter transport, Bomb bomb) {
    this.transport = transport;
    this.bomb = bomb;
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    bomb.at(CrashStep.BEFORE_HAND_OVER);
    EnqueueResult result =
        transport.queueMessage(
            header,
            payload,
            outcome -> {
              bomb.at(CrashStep.ANSWERED);
              callback.onResult(outcome);
            });
    bomb.at(CrashStep.HANDED_OVER);
    return result;
  }

  @Override
  public String name() {
    return transport.name();
  }

  @Override
  public void start() {
    transport.start();
  }

  @Override
  public void close(Duration timeout) {
    transport.close(timeout);
  }

  @Override
  public void close() {
    transport.close();
  }
}
