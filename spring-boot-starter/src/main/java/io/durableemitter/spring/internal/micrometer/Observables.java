package io.durableemitter.spring.internal.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The instruments with callbacks. Micrometer asks each meter by itself, and only those that it
 * knows; OpenTelemetry asks each instrument once per collection, and learns then which attributes
 * it has. So the first meter that is asked after a while has all callbacks called, and what is new
 * is registered, for the next time.
 */
final class Observables {

  private static final long PERIOD_NANOS = 500_000_000;

  private final Set<Observed> instruments = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanos;
  private final AtomicLong collectedAt;

  Observables(LongSupplier nanos) {
    this.nanos = nanos;
    this.collectedAt = new AtomicLong(nanos.getAsLong());
  }

  void add(Observed instrument) {
    instruments.add(instrument);
    instrument.collect();
  }

  void remove(Observed instrument) {
    instruments.remove(instrument);
  }

  void collectIfDue() {
    long now = nanos.getAsLong();
    long last = collectedAt.get();
    if (now - last >= PERIOD_NANOS && collectedAt.compareAndSet(last, now)) {
      instruments.forEach(Observed::collect);
    }
  }
}
