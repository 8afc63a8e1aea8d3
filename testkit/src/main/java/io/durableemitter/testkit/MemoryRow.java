package io.durableemitter.testkit;

import io.durableemitter.spi.DurableEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A pending row with its lease. Immutable. */
record MemoryRow(
    DurableEvent event,
    Optional<UUID> owner,
    Instant leasedUntil,
    int attempts,
    int failures,
    int transportFailures,
    Instant nextAttempt,
    String lastError) {

  /** A new one; nobody sends one with an ordering key at once, so that it is due for anyone. */
  static MemoryRow of(DurableEvent event) {
    Instant due = event.payload().orderingKey().isPresent() ? event.createdAt() : Instant.MIN;
    return new MemoryRow(event, Optional.empty(), Instant.MIN, 0, 0, 0, due, "");
  }

  /** Whether it waits for anyone, and was never claimed. */
  boolean isUntouched() {
    return attempts == 0 && nextAttempt.isAfter(Instant.MIN);
  }

  boolean isHeld(Instant now) {
    return owner.isPresent() && leasedUntil.isAfter(now);
  }

  boolean isHeldByAnother(UUID me, Instant now) {
    return isHeld(now) && !isOwnedBy(me);
  }

  boolean isOwnedBy(UUID me) {
    return owner.equals(Optional.of(me));
  }

  boolean isDue(Instant now) {
    return !nextAttempt.isAfter(now);
  }

  MemoryRow claimed(UUID by, Instant until) {
    return new MemoryRow(
        event,
        Optional.of(by),
        until,
        attempts + 1,
        failures,
        transportFailures,
        nextAttempt,
        lastError);
  }

  MemoryRow leased(UUID by, Instant until) {
    return new MemoryRow(
        event,
        Optional.of(by),
        until,
        attempts,
        failures,
        transportFailures,
        nextAttempt,
        lastError);
  }

  MemoryRow released() {
    return new MemoryRow(
        event,
        Optional.empty(),
        Instant.MIN,
        Math.max(0, attempts - 1),
        failures,
        transportFailures,
        Instant.MIN,
        lastError);
  }

  MemoryRow unreached(String error) {
    return new MemoryRow(
        event,
        Optional.empty(),
        Instant.MIN,
        Math.max(0, attempts - 1),
        failures,
        transportFailures + 1,
        Instant.MIN,
        error);
  }

  /** How often it was sent, as far as is known. */
  int sent(boolean justNow) {
    return Math.max(attempts, justNow ? 1 : 0) + transportFailures;
  }

  MemoryRow backedOff(Instant until, String error) {
    return new MemoryRow(
        event,
        Optional.empty(),
        Instant.MIN,
        Math.max(1, attempts),
        failures + 1,
        transportFailures,
        until,
        error);
  }

  MemoryRow aged(Duration age) {
    DurableEvent older =
        new DurableEvent(event.id(), event.payload(), event.createdAt().minus(age));
    return new MemoryRow(
        older, owner, leasedUntil, attempts, failures, transportFailures, nextAttempt, lastError);
  }
}
