package io.durableemitter.core.simulation;

import io.durableemitter.api.EmitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who brings events into the store: callers of hosts, and strangers with transactions. */
final class Emitters {

  private record Emission(Entry entry, SimulatedHost host, CompletableFuture<?> future) {}

  private record LongTransaction(long rowId, Entry entry) {}

  private static final List<String> KEYS = List.of("a", "b", "c");

  private final World world;
  private final List<Emission> emissions = new ArrayList<>();
  private final List<LongTransaction> transactions = new ArrayList<>();

  Emitters(World world) {
    this.world = world;
  }

  void emit(SimulatedHost host) {
    Entry.Nature nature = nature();
    emit(host, nature, key(nature));
  }

  /** An event of this kind, with this key. */
  void emit(SimulatedHost host, Entry.Nature nature, Optional<String> key) {
    Entry entry = world.ledger.emit(nature, key);
    world.trace.add("emit " + entry.id + " (" + entry.nature + ") on " + host);
    emissions.add(new Emission(entry, host, host.emit(entry)));
  }

  private Entry.Nature nature() {
    int draw = world.chance.below(100);
    if (world.weather == Weather.DEADLY
        && world.terms.maxAttempts().isPresent()
        && world.chance.is(0.015)) {
      return Entry.Nature.KILLER;
    }
    if (draw < 85) {
      return Entry.Nature.GOOD;
    }
    return draw < 91
        ? Entry.Nature.REFUSED_AT_FIRST
        : draw < 97 ? Entry.Nature.REFUSED_FOR_EVER : Entry.Nature.TOO_LARGE;
  }

  // who holds a key whatever happens must not send what ends him
  private Optional<String> key(Entry.Nature nature) {
    boolean has =
        world.terms.order().isPresent()
            && !(nature == Entry.Nature.KILLER && world.terms.holds())
            && world.chance.is(0.7);
    return has ? Optional.of(world.chance.pick(KEYS)) : Optional.empty();
  }

  /** The caller of an emit that has not begun gives it up. */
  void withdraw() {
    if (!emissions.isEmpty()) {
      Emission one = world.chance.pick(emissions);
      world.trace.add("withdraw " + one.entry().id);
      if (one.host().isInserting()) {
        // perhaps this very event: who cancels is not told
        one.entry().fate = Entry.Fate.UNKNOWN;
        emissions.remove(one);
      }
      one.future().cancel(true);
      tell();
    }
  }

  /** Notes what emitters were told. */
  void tell() {
    emissions.removeIf(
        one -> {
          if (one.future().isDone()) {
            one.entry().fate = fate(one);
            if (one.entry().fate != Entry.Fate.ACKNOWLEDGED) {
              world.trace.add("  " + one.entry());
            }
          } else if (one.host().isDead()) {
            one.entry().fate = Entry.Fate.UNKNOWN;
          }
          return one.entry().fate != Entry.Fate.UNDER_WAY;
        });
  }

  private static Entry.Fate fate(Emission one) {
    if (one.future().isCancelled()) {
      return Entry.Fate.REJECTED;
    }
    if (!one.future().isCompletedExceptionally()) {
      return Entry.Fate.ACKNOWLEDGED;
    }
    return one.future()
        .handle(
            (receipt, error) ->
                error instanceof EmitException failure
                        && failure.outcome() == EmitException.Outcome.REJECTED
                    ? Entry.Fate.REJECTED
                    : Entry.Fate.UNKNOWN)
        .join();
  }

  /** Somebody writes into the table by a transaction that stays open for a while. */
  void begin() {
    Entry.Nature nature = world.chance.is(0.2) ? Entry.Nature.UNDECODABLE : nature();
    Entry entry = world.ledger.emit(nature, key(nature));
    LongTransaction open =
        new LongTransaction(world.store.insertUncommitted(entry.payload()), entry);
    transactions.add(open);
    world.trace.add("begin " + entry.id + " as row " + open.rowId());
  }

  void end(boolean commits) {
    if (transactions.isEmpty()) {
      return;
    }
    LongTransaction one = transactions.remove(world.chance.below(transactions.size()));
    world.trace.add((commits ? "commit " : "roll back ") + one.entry().id);
    if (commits) {
      world.store.commit(one.rowId());
      one.entry().fate = Entry.Fate.ACKNOWLEDGED;
    } else {
      world.store.rollBack(one.rowId());
      one.entry().fate = Entry.Fate.REJECTED;
    }
  }

  void endAll() {
    while (!transactions.isEmpty()) {
      end(world.chance.is(0.8));
    }
  }

  /** Whether every caller was told something. */
  boolean areDone() {
    return emissions.isEmpty();
  }
}
