package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a transport does. Safe for concurrent use. */
final class HttpCounters {

  final LongAdder answers = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder repeated = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder splits = new LongAdder();
  final LongAdder bisections = new LongAdder();
  private final LongAdder closed = new LongAdder();

  void answered(boolean ok) {
    (ok ? answers : failures).increment();
  }

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

  HttpStats stats(int queued, int inFlight) {
    return new HttpStats(
        answers.sum() + failures.sum() + repeated.sum(),
        delivered.sum(),
        rejected.sum(),
        failed.sum(),
        splits.sum(),
        bisections.sum(),
        queued,
        inFlight);
  }
}
