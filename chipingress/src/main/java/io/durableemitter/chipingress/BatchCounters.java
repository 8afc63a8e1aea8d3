package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a batch client does. Safe for concurrent use. */
final class BatchCounters {

  private final LongAdder sends = new LongAdder();
  final LongAdder answers = new LongAdder();
  final LongAdder failures = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder closed = new LongAdder();
  final LongAdder splits = new LongAdder();
  final LongAdder mismatches = new LongAdder();
  final LongAdder bisections = new LongAdder();

  void sent() {
    sends.increment();
  }

  void answered(boolean ok) {
    (ok ? answers : failures).increment();
  }

  void bisected() {
    bisections.increment();
  }

  void split() {
    splits.increment();
  }

  void mismatched(int count) {
    mismatches.add(count);
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

  /** Events that failed because the client closed. */
  long closed() {
    return closed.sum();
  }

  BatchClientStats stats(int queued, int inFlight, int concurrencyLimit) {
    return new BatchClientStats(
        sends.sum(),
        delivered.sum(),
        rejected.sum(),
        failed.sum(),
        splits.sum(),
        mismatches.sum(),
        bisections.sum(),
        queued,
        inFlight,
        concurrencyLimit);
  }
}
