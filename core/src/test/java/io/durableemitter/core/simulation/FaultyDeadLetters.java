package io.durableemitter.core.simulation;

import io.durableemitter.api.Burial;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.PendingCursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Dead letters that fail as they are told; each burial is judged. */
final class FaultyDeadLetters implements DeadLetterStore {

  private final World world;
  private final DeadLetterStore letters;
  private final StoreFaults faults;
  private final Judge judge;

  FaultyDeadLetters(World world) {
    this.world = world;
    this.letters = world.memory.deadLetters().orElseThrow();
    this.faults = world.faults;
    this.judge = new Judge(world);
  }

  @Override
  public int bury(UUID owner, List<Burial> burials) {
    return faults.run(
        "bury",
        () -> {
          List<Judge.Case> cases = burials.stream().map(judge::open).toList();
          int count = letters.bury(owner, burials);
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
  public List<DeadLetter> list(DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return letters.list(filter, afterId, limit, maxBytes);
  }

  @Override
  public Optional<DeadLetter> find(long id) {
    return letters.find(id);
  }

  @Override
  public long lastId() {
    return letters.lastId();
  }

  @Override
  public long count(DeadLetterFilter filter) {
    return letters.count(filter);
  }

  @Override
  public int discard(DeadLetterFilter filter, int limit) {
    throw new AssertionError("nobody discards here");
  }

  @Override
  public int purge(Duration retention, int limit) {
    throw new AssertionError("nobody purges dead letters here");
  }
}
