package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.batch.BatchHandler;
import io.durableemitter.api.log.LogThrottle;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the batcher gives it, cut to requests. While all sends are busy its one worker waits,
 * and events gather into full batches behind it.
 */
final class BatchSender implements BatchHandler<Message> {

  private static final Logger log = LoggerFactory.getLogger(BatchSender.class);
  private static final int MAX_STREAMS = 100_000;
  private static final long MAX_STREAM_CHARS = 16 << 20;

  private final SendContext context;
  private final long maxEventBytes;
  private final LogThrottle throttle;
  private final SeqNums seqNums = new SeqNums(MAX_STREAMS, MAX_STREAM_CHARS);

  BatchSender(SendContext context, long maxEventBytes, LogThrottle throttle) {
    this.context = context;
    this.throttle = throttle;
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public void handle(List<Message> batch) {
    RequestSplitter split =
        RequestSplitter.split(batch, context.sizeLimit().bytes(), maxEventBytes);
    split.requests().forEach(this::send);
    if (!split.oversized().isEmpty()) {
      settle(split.oversized(), context.verdicts()::tooLarge);
    }
  }

  private void send(List<Message> request) {
    Send send = new Send(context, request);
    if (enter(send)) {
      send.begin(
          request.stream()
              .map(message -> new StampedMessage(message, seqNums.next(message.header())))
              .toList());
    } else {
      send.settle(message -> Verdicts.closed());
    }
  }

  private void settle(List<Message> messages, Function<Message, DeliveryResult> verdict) {
    Send send = new Send(context, messages);
    enter(send);
    send.settle(verdict);
  }

  /** Waits for room; false if the time to close is up, which is the only reason to interrupt. */
  private boolean enter(Send send) {
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
    throttle.run(
        "send defect",
        suppressed ->
            log.error(
                "sending a batch failed unexpectedly; its events stay pending ({} more since the"
                    + " last report)",
                suppressed,
                error));
    settle(batch, message -> Verdicts.unexpected(error));
  }

  @Override
  public void abandoned(List<Message> batch) {
    Send rest = new Send(context, batch);
    context.inFlight().enterNow(rest);
    rest.settle(message -> Verdicts.closed());
  }
}
