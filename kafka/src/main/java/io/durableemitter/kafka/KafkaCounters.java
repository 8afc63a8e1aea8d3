package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a transport does. Safe for concurrent use. */
final class KafkaCounters {

  final LongAdder delivered = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder producersReplaced = new LongAdder();
  private final LongAdder closed = new LongAdder();

  void result(DeliveryResult result) {
    if (result instanceof DeliveryResult.Delivered) {
      delivered.increment();
    } else if (result instanceof DeliveryResult.Rejected) {
      rejected.increment();
    } else {
      failed.increment();
      if (result instanceof DeliveryResult.Failed end && end.kind() == FailureKind.CLOSED) {
        closed.increment();
      }
    }
  }

  /** Events that failed because the transport closed. */
  long closed() {
    return closed.sum();
  }

  KafkaStats stats(int queued, int inFlight, int waitingTopics) {
    return new KafkaStats(
        delivered.sum(),
        rejected.sum(),
        failed.sum(),
        producersReplaced.sum(),
        queued,
        inFlight,
        waitingTopics);
  }
}
