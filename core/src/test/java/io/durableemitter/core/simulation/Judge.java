package io.durableemitter.core.simulation;

import io.durableemitter.spi.DeadLetterRequest;
import java.util.Optional;
import java.util.UUID;

/** Looks at each request: whether its event has deserved it. */
final class Judge {

  /** A request, and how its row was before. */
  record Case(DeadLetterRequest request, ShadowRows.Birth birth, int attempts) {}

  private final World world;
  private final int maxAttempts;

  Judge(World world) {
    this.world = world;
    this.maxAttempts = world.terms.maxAttempts().orElse(Integer.MAX_VALUE);
  }

  Case open(DeadLetterRequest request) {
    long id = request.rowId();
    return new Case(request, world.shadow.birth(id), world.memory.attempts(id).orElse(0));
  }

  void close(UUID owner, Case one) {
    Optional<Entry> moved =
        world.shadow.deadLettered(owner, one.request().rowId(), world.clock.instant());
    moved.ifPresent(entry -> judge(entry, one));
  }

  private void judge(Entry entry, Case one) {
    boolean deserved =
        switch (one.request().reason()) {
          case EXPIRED -> world.hasWaited(one.birth());
          case UNDECODABLE -> entry.nature == Entry.Nature.UNDECODABLE;
          case TOO_LARGE -> !isHeld(entry) && entry.nature == Entry.Nature.TOO_LARGE;
          case REJECTED -> !isHeld(entry) && entry.nature == Entry.Nature.REFUSED_FOR_EVER;
          case TOO_MANY_ATTEMPTS -> !isHeld(entry) && hasTriedEnough(entry, one);
        };
    world.ledger.expect(
        deserved, "I13: became a dead letter (" + one.request().reason() + ")", entry);
  }

  private boolean isHeld(Entry entry) {
    return entry.key.isPresent() && world.terms.holds();
  }

  // only where nothing but the event itself can have used up its attempts
  private boolean hasTriedEnough(Entry entry, Case one) {
    return one.attempts() >= maxAttempts
        && (world.weather == Weather.STORMY
            || entry.nature == Entry.Nature.KILLER
            || entry.blames >= maxAttempts);
  }
}
