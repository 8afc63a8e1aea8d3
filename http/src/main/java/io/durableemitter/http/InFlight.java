package io.durableemitter.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The batches that workers have in hand, at most one each. Safe for concurrent use. */
final class InFlight {

  private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final List<Delivery> deliveries = new ArrayList<>(); // guarded by this
  private volatile boolean cancelled;

  Delivery enter(List<Outgoing> batch) {
    Delivery delivery = new Delivery(Thread.currentThread(), batch);
    synchronized (this) {
      deliveries.add(delivery);
    }
    return delivery;
  }

  synchronized void leave(Delivery delivery) {
    deliveries.remove(delivery);
  }

  synchronized int size() {
    return deliveries.size();
  }

  /** A call of a batch has begun; it is cancelled if all are. */
  void begun(Delivery delivery, Future<?> call) {
    delivery.waitsFor(call);
    if (cancelled) {
      call.cancel(true);
    }
  }

  /** Whether no calls are to be made any more. */
  boolean isCancelled() {
    return cancelled;
  }

  /** Ends all calls, now and from now on. */
  void cancelAll() {
    cancelled = true;
    for (Delivery delivery : all()) {
      delivery.cancel();
    }
  }

  /** Events whose callbacks have not been called. */
  List<Outgoing> unsettled() {
    return all().stream()
        .flatMap(delivery -> delivery.events().stream())
        .filter(event -> !event.isSettled())
        .toList();
  }

  boolean isWorker(Thread thread) {
    return all().stream().anyMatch(delivery -> delivery.worker() == thread);
  }

  /** That code of others does not return. */
  Optional<String> problem(long nowNanos) {
    return all().stream()
        .filter(delivery -> delivery.foreignNanos(nowNanos) > HANGING_NANOS)
        .findFirst()
        .map(
            delivery ->
                delivery.foreignCode()
                    + " has not returned for "
                    + TimeUnit.NANOSECONDS.toSeconds(delivery.foreignNanos(nowNanos))
                    + " s");
  }

  private synchronized List<Delivery> all() {
    return List.copyOf(deliveries);
  }
}
