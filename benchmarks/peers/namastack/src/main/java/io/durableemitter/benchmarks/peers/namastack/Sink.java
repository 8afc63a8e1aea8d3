package io.durableemitter.benchmarks.peers.namastack;

import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;

/** Where events go. */
final class Sink implements OutboxTypedHandler<StoredEvent> {

  private final Deliveries deliveries;

  Sink(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @Override
  public void handle(StoredEvent event, OutboxRecordMetadata metadata) {
    deliveries.accept(event.body());
  }
}
