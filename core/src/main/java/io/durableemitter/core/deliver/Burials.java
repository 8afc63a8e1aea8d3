package io.durableemitter.core.deliver;

import io.durableemitter.api.Burial;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.core.metrics.EmitterCounters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes rows dead letters and counts them by reason. */
public final class Burials {

  private final DeadLetterStore store;
  private final UUID owner;
  private final EmitterCounters counters;

  /** Burials by an owner. */
  public Burials(DeadLetterStore store, UUID owner, EmitterCounters counters) {
    this.store = store;
    this.owner = owner;
    this.counters = counters;
  }

  /** Moves the rows, those of one reason at once, and tells how many moved. */
  public int bury(List<Burial> burials) {
    // in the order of the reasons, the same in every run
    Map<DeadLetterReason, List<Burial>> byReason =
        burials.stream()
            .collect(
                Collectors.groupingBy(
                    Burial::reason,
                    () -> new EnumMap<>(DeadLetterReason.class),
                    Collectors.toList()));
    int moved = 0;
    for (Map.Entry<DeadLetterReason, List<Burial>> entry : byReason.entrySet()) {
      int count = store.bury(owner, entry.getValue());
      counters.buried(entry.getKey(), count);
      moved += count;
    }
    return moved;
  }
}
