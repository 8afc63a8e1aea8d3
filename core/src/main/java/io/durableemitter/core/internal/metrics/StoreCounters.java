package io.durableemitter.core.internal.metrics;

/** Counts operations of the store, those that failed apart. Safe for concurrent use. */
public final class StoreCounters {

  private final Adders<StoreOperation> done = new Adders<>(StoreOperation.class);
  private final Adders<StoreOperation> failed = new Adders<>(StoreOperation.class);

  void ended(StoreOperation operation, boolean error) {
    (error ? failed : done).increment(operation);
  }

  long count(StoreOperation operation, boolean error) {
    return (error ? failed : done).sum(operation);
  }
}
