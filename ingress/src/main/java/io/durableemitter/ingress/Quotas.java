package io.durableemitter.ingress;

import io.durableemitter.ingress.auth.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What each identity may publish in a second. A request is taken while any of the second's quota is
 * left, even if it needs more: then the next ones wait longer. So no request is too large for its
 * quota. Knows the 10,000 identities that called last. Safe for concurrent use.
 */
final class Quotas {

  private static final int MAX_IDENTITIES = 10_000;
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final OptionalLong events;
  private final OptionalLong bytes;
  private final LongSupplier ticker;
  private final Map<String, Account> accounts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
          return size() > MAX_IDENTITIES;
        }
      };

  Quotas(IngressLimits limits, LongSupplier ticker) {
    this.events = limits.maxEventsPerSecond();
    this.bytes = limits.maxBytesPerSecond();
    this.ticker = ticker;
  }

  /** Why a request is not taken now; empty if it is. */
  Optional<String> refusal(Identity identity, int eventCount, int byteCount) {
    if (events.isEmpty() && bytes.isEmpty()) {
      return Optional.empty();
    }
    return take(identity.name(), eventCount, byteCount);
  }

  private synchronized Optional<String> take(String name, int eventCount, int byteCount) {
    long now = ticker.getAsLong();
    Account account = accounts.computeIfAbsent(name, n -> new Account(now));
    account.refill(now);
    Optional<String> refusal =
        wait("events", events, account.events).or(() -> wait("bytes", bytes, account.bytes));
    if (refusal.isEmpty()) {
      account.events += eventCount;
      account.bytes += byteCount;
    }
    return refusal;
  }

  private static Optional<String> wait(String what, OptionalLong quota, double used) {
    if (quota.isEmpty() || used < quota.getAsLong()) {
      return Optional.empty();
    }
    long millis = (long) Math.ceil((used - quota.getAsLong()) * 1e3 / quota.getAsLong()) + 1;
    return Optional.of(
        "the quota of "
            + quota.getAsLong()
            + " "
            + what
            + " a second is used up; retry in "
            + millis
            + " ms");
  }

  /** What was used and has not come back yet. */
  private final class Account {
    private double events;
    private double bytes;
    private long nanos;

    Account(long now) {
      this.nanos = now;
    }

    void refill(long now) {
      double seconds = (now - nanos) / SECOND;
      nanos = now;
      events = Math.max(0, events - seconds * Quotas.this.events.orElse(0));
      bytes = Math.max(0, bytes - seconds * Quotas.this.bytes.orElse(0));
    }
  }
}
