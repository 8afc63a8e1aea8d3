package io.durableemitter.kafka;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Payload;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Events of which all are to be delivered or none, and who is told. Told once. */
final class TransactionBatch {

  private final List<Payload> events;
  private final Consumer<List<DeliveryResult>> callback;
  private final long bytes;
  private final AtomicBoolean told = new AtomicBoolean();

  TransactionBatch(List<Payload> events, Consumer<List<DeliveryResult>> callback) {
    this.events = List.copyOf(events);
    this.callback = callback;
    this.bytes = events.stream().mapToLong(Payload::size).sum();
  }

  List<Payload> events() {
    return events;
  }

  long bytes() {
    return bytes;
  }

  void tell(List<DeliveryResult> results) {
    if (told.compareAndSet(false, true)) {
      callback.accept(results);
    }
  }

  void tellAll(DeliveryResult result) {
    tell(Collections.nCopies(events.size(), result));
  }
}
