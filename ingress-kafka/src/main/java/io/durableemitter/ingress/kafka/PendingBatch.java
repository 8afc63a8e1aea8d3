package io.durableemitter.ingress.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.ingress.EventOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** A batch whose events are answered one by one. Each index is answered once. */
final class PendingBatch {

  private final AtomicReferenceArray<DeliveryResult> results;
  private final AtomicInteger open;
  private final CompletableFuture<List<EventOutcome>> outcomes = new CompletableFuture<>();

  PendingBatch(int count) {
    results = new AtomicReferenceArray<>(count);
    open = new AtomicInteger(count);
  }

  void answered(int index, DeliveryResult result) {
    results.set(index, result);
    if (open.decrementAndGet() == 0) {
      answered(IntStream.range(0, results.length()).mapToObj(results::get).toList());
    }
  }

  /** All at once. */
  void answered(List<DeliveryResult> all) {
    try {
      outcomes.complete(Outcomes.of(all));
    } catch (RuntimeException e) {
      outcomes.completeExceptionally(e);
    }
  }

  CompletableFuture<List<EventOutcome>> outcomes() {
    return outcomes;
  }
}
