package io.durableemitter.core.simulation;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeliveryCallback;
import java.time.Duration;
import java.util.Optional;

/** An event between a host and the other end: on its way there, or its answer on its way back. */
final class Call {

  final SimulatedHost host;
  final EventHeader header;
  final Payload payload;
  private final DeliveryCallback callback;
  private Optional<DeliveryResult> answer = Optional.empty();
  private final long sinceTicks;
  private boolean answered;
  private boolean abandoned;

  Call(
      SimulatedHost host,
      EventHeader header,
      Payload payload,
      DeliveryCallback callback,
      long sinceTicks) {
    this.host = host;
    this.header = header;
    this.payload = payload;
    this.callback = callback;
    this.sinceTicks = sinceTicks;
  }

  /** How long it has been under way. */
  boolean isOlderThan(Duration time, long ticks) {
    return ticks - sinceTicks > time.toNanos();
  }

  /** Its host knows nothing of it any more. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  boolean hasArrived() {
    return answer.isPresent();
  }

  boolean isDelivered() {
    return answer.filter(DeliveryResult::isDelivered).isPresent();
  }

  void arrive(DeliveryResult result) {
    answer = Optional.of(result);
  }

  /** Tells the host, unless it is dead, once. */
  void answer() {
    if (!host.isDead() && !answered) {
      answered = true;
      callback.onResult(answer.orElseThrow());
    }
  }

  @Override
  public String toString() {
    return header.id() + " of " + host;
  }
}
