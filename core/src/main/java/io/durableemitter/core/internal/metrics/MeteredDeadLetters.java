package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Dead letters whose operations are counted and timed. */
record MeteredDeadLetters(DeadLetterStore store, StoreMeter meter) implements DeadLetterStore {

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return meter.metered(
        StoreOperation.MOVE_TO_DEAD_LETTERS, () -> store.moveToDeadLetters(owner, requests));
  }

  @Override
  public List<DeadLetter> list(DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return meter.metered(
        StoreOperation.LIST_DEAD_LETTERS, () -> store.list(filter, afterId, limit, maxBytes));
  }

  @Override
  public Optional<DeadLetter> find(long id) {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, () -> store.find(id));
  }

  @Override
  public long count(DeadLetterFilter filter) {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, () -> store.count(filter));
  }

  @Override
  public long lastId() {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, store::lastId);
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return meter.metered(StoreOperation.REDRIVE, () -> store.redrive(filter, limit));
  }

  @Override
  public int discard(DeadLetterFilter filter, int limit) {
    return meter.metered(StoreOperation.DISCARD, () -> store.discard(filter, limit));
  }

  @Override
  public int purge(Duration retention, int limit) {
    return meter.metered(StoreOperation.PURGE_DEAD_LETTERS, () -> store.purge(retention, limit));
  }
}
