package io.durableemitter.core.internal.persist;

import io.durableemitter.api.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The requests of one insert. Callers can withdraw theirs until the store begins, also while the
 * insert waits for a connection; which events are stored is decided at that moment. Used by the
 * inserting thread only.
 */
final class Departure implements Supplier<List<Payload>> {

  private final List<InsertRequest> gathered;
  private final AtomicInteger waitingInserts;
  private boolean waits;
  private List<InsertRequest> aboard = List.of();
  private boolean departed;

  /**
   * Requests that are to depart together.
   *
   * @param gathered all of them; some may leave
   * @param waitingInserts how many inserts wait for the store
   */
  Departure(List<InsertRequest> gathered, AtomicInteger waitingInserts) {
    this.gathered = gathered;
    this.waitingInserts = waitingInserts;
  }

  /** The insert begins to wait for the store. */
  void await() {
    waits = true;
    waitingInserts.incrementAndGet();
  }

  /** It does not wait any more. */
  void endWait() {
    if (waits) {
      waits = false;
      waitingInserts.decrementAndGet();
    }
  }

  @Override
  public List<Payload> get() {
    endWait();
    if (!departed) {
      // memory first: once a request is taken, nothing may be thrown
      List<InsertRequest> taken = new ArrayList<>(gathered.size());
      List<Payload> payloads = new ArrayList<>(gathered.size());
      departed = true;
      aboard = taken;
      for (InsertRequest request : gathered) {
        if (request.board()) {
          taken.add(request);
          payloads.add(request.event().payload());
        } else {
          request.passedOver();
        }
      }
      return payloads;
    }
    return aboard.stream().map(request -> request.event().payload()).toList();
  }

  /** The store has not begun and will not: none of these is stored. */
  void refuse() {
    gathered.forEach(InsertRequest::refuse);
  }

  /** How many there are at most. */
  int most() {
    return gathered.size();
  }

  /** Whether the store has begun, so that the events of those aboard may be stored. */
  boolean hasDeparted() {
    return departed;
  }

  /** Whose events may be stored; after an insert that has not begun, those who have not left. */
  List<InsertRequest> aboard() {
    if (!departed) {
      List<Payload> unused = get();
    }
    return aboard;
  }
}
