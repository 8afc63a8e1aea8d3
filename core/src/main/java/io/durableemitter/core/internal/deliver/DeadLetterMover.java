package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes rows dead letters and counts them by reason. */
public final class DeadLetterMover {

  private final DeadLetterStore store;
  private final UUID owner;
  private final EmitterCounters counters;

  /** DeadLetterMover by an owner. */
  public DeadLetterMover(DeadLetterStore store, UUID owner, EmitterCounters counters) {
    this.store = store;
    this.owner = owner;
    this.counters = counters;
  }

  /** Moves the rows, those of one reason at once, and tells how many moved. */
  public int moveToDeadLetters(List<DeadLetterRequest> requests) {
    // in the order of the reasons, the same in every run
    Map<DeadLetterReason, List<DeadLetterRequest>> byReason =
        requests.stream()
            .collect(
                Collectors.groupingBy(
                    DeadLetterRequest::reason,
                    () -> new EnumMap<>(DeadLetterReason.class),
                    Collectors.toList()));
    int moved = 0;
    for (Map.Entry<DeadLetterReason, List<DeadLetterRequest>> entry : byReason.entrySet()) {
      int count = store.moveToDeadLetters(owner, entry.getValue());
      counters.deadLettered(entry.getKey(), count);
      moved += count;
    }
    return moved;
  }
}
