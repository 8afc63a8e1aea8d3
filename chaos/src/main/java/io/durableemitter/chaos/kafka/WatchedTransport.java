package io.durableemitter.chaos.kafka;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.sabotage.ForwardingTransport;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a transport says of each event. An event may come again as often as an attempt to
 * deliver it has failed, for its answer may be what was lost, and not more often.
 */
final class WatchedTransport extends ForwardingTransport {

  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final AtomicLong delivered = new AtomicLong();

  WatchedTransport(BatchEmitter transport) {
    super(transport);
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    return transport()
        .queueMessage(
            header,
            payload,
            result -> {
              if (result.isDelivered()) {
                delivered.incrementAndGet();
              } else {
                failures.merge(header.id(), 1, Integer::sum);
              }
              callback.onResult(result);
            });
  }

  @Override
  public int backlogRoom() {
    return transport().backlogRoom();
  }

  @Override
  public Optional<String> problem() {
    return transport().problem();
  }

  /** How many events were said to be delivered, those that were so twice twice. */
  long delivered() {
    return delivered.get();
  }

  /** How many attempts have failed. */
  long failedAttempts() {
    return failures.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** How many attempts to deliver an event have failed. */
  int failedAttempts(String id) {
    return failures.getOrDefault(id, 0);
  }
}
