package io.durableemitter.core.simulation;

import io.durableemitter.api.Burial;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Looks at each burial: whether its event has deserved it. */
final class Judge {

  /** A burial, and how its row was before. */
  record Case(Burial burial, Instant createdAt, int attempts) {}

  private final ManualClock clock;
  private final InMemoryEventStore store;
  private final ShadowRows shadow;
  private final Ledger ledger;
  private final Weather weather;
  private final Duration ttl;
  private final int maxAttempts;

  Judge(
      ManualClock clock,
      InMemoryEventStore store,
      ShadowRows shadow,
      Ledger ledger,
      Weather weather,
      Duration ttl,
      int maxAttempts) {
    this.clock = clock;
    this.store = store;
    this.shadow = shadow;
    this.ledger = ledger;
    this.weather = weather;
    this.ttl = ttl;
    this.maxAttempts = maxAttempts;
  }

  Case open(Burial burial) {
    long id = burial.rowId();
    return new Case(burial, shadow.createdAt(id), store.attempts(id).orElse(0));
  }

  void close(UUID owner, Case one) {
    Optional<Entry> moved = shadow.buried(owner, one.burial().rowId(), clock.instant());
    moved.ifPresent(entry -> judge(entry, one));
  }

  private void judge(Entry entry, Case one) {
    boolean deserved =
        switch (one.burial().reason()) {
          case EXPIRED -> one.createdAt().plus(ttl).compareTo(clock.instant()) <= 0;
          case UNDECODABLE -> entry.nature == Entry.Nature.UNDECODABLE;
          case TOO_LARGE -> entry.nature == Entry.Nature.TOO_LARGE;
          case REJECTED -> entry.nature == Entry.Nature.REFUSED_FOR_EVER;
          case TOO_MANY_ATTEMPTS -> hasTriedEnough(entry, one);
        };
    ledger.expect(deserved, "I13: became a dead letter (" + one.burial().reason() + ")", entry);
  }

  // only where nothing but the event itself can have used up its attempts
  private boolean hasTriedEnough(Entry entry, Case one) {
    return one.attempts() >= maxAttempts
        && (weather != Weather.CALM || entry.blames >= maxAttempts);
  }
}
