package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.internal.batch.BatchHandler;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the batcher gives it, cut to requests. While all sends are busy its one worker waits,
 * and events gather into full batches behind it. What fails here fails one request, whose events
 * have their results; the worker goes on.
 */
final class BatchSender implements BatchHandler<Message> {

  private static final String FAILED =
      "sending a batch failed unexpectedly; its events stay pending";
  private static final long PAUSE_NANOS = 20_000_000;

  private final SendContext context;
  private final Function<Message, DeliveryResult> overLimit;
  private @Nullable Send entered; // and not begun; of the worker

  BatchSender(SendContext context) {
    this.context = context;
    this.overLimit = context.verdicts()::overLimit;
  }

  @Override
  public void handle(List<Message> batch) {
    RequestSplitter split =
        RequestSplitter.split(
            batch, context.sizeLimit().bytes(), context.config().maxRequestBytes());
    // from here on nothing throws, or what is on its way would be told that it failed
    if (!split.oversized().isEmpty()) {
      Send send = newSend(split.oversized());
      enter(send);
      send.settle(overLimit);
      entered = null;
    }
    for (int i = 0; i < split.requests().size(); i++) {
      send(split.requests().get(i));
    }
  }

  private void send(List<Message> request) {
    Send send = newSend(request);
    if (enter(send)) {
      send.begin();
    } else {
      send.settle(CallResults.CLOSED);
    }
    entered = null;
  }

  // the events are in no other hands any more: there is nothing better to do than to wait
  private Send newSend(List<Message> messages) {
    while (true) {
      try {
        return new Send(context, messages);
      } catch (OutOfMemoryError none) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Waits for room; false if the time to close is up, which is the only reason to interrupt. */
  private boolean enter(Send send) {
    entered = send;
    try {
      context.inFlight().enter(send);
      return true;
    } catch (InterruptedException closing) {
      // the flag stays set, so that nothing else of this batch waits or is sent
      Thread.currentThread().interrupt();
      context.inFlight().enterNow(send);
      return false;
    }
  }

  @Override
  public void failed(List<Message> batch, Throwable error) {
    report(error);
    Send left = entered;
    entered = null;
    if (left != null && !left.isBegun()) {
      // no handler has seen the error: see Request
      left.settle(CallResults.unexpected(error));
    }
    List<Message> rest = notTakenOver(batch);
    if (!rest.isEmpty()) {
      Send send = newSend(rest);
      enter(send);
      send.settle(CallResults.unexpected(error));
      entered = null;
    }
  }

  private static List<Message> notTakenOver(List<Message> batch) {
    while (true) {
      try {
        return batch.stream().filter(message -> !message.isTakenOver()).toList();
      } catch (OutOfMemoryError none) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void report(Throwable error) {
    context.log().error(FAILED, error);
  }

  @Override
  public void abandoned(List<Message> batch) {
    Send rest = newSend(batch);
    context.inFlight().enterNow(rest);
    rest.settle(CallResults.CLOSED);
  }
}
