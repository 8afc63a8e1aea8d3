package io.durableemitter.core.simulation;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Dead letters that fail as they are told; each request is judged. */
final class FaultyDeadLetters implements DeadLetterStore {

  private final World world;
  private final DeadLetterStore letters;
  private final StoreFaults faults;
  private final Judge judge;

  FaultyDeadLetters(World world) {
    this.world = world;
    this.letters = world.memory;
    this.faults = world.faults;
    this.judge = new Judge(world);
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return faults.run(
        "moveToDeadLetters",
        () -> {
          List<Judge.Case> cases = requests.stream().map(judge::open).toList();
          int count = letters.moveToDeadLetters(owner, requests);
          cases.forEach(one -> judge.close(owner, one));
          world.meanwhile.quick(0.1);
          return count;
        });
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return faults.run(
        "redrive",
        StoreFaults.Kind.TOLD,
        () -> {
          PendingCursor last = new PendingCursor(Instant.EPOCH, world.shadow.lastId());
          int count = letters.redrive(filter, limit);
          world.shadow.redriven(
              world
                  .memory
                  .listPending(new PageRequest(Duration.ZERO, last, count + 1, Long.MAX_VALUE))
                  .rows());
          return count;
        });
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return letters.listDeadLetters(filter, afterId, limit, maxBytes);
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return letters.findDeadLetter(id);
  }

  @Override
  public long lastDeadLetterId() {
    return letters.lastDeadLetterId();
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return letters.countDeadLetters(filter);
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    throw new AssertionError("nobody discards here");
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    throw new AssertionError("nobody purges dead letters here");
  }
}
