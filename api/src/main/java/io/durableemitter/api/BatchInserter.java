package io.durableemitter.api;

import java.util.List;

/** The ability of a store to insert many events in one operation. Safe for concurrent use. */
@FunctionalInterface
public interface BatchInserter {

  /**
   * Stores events durably, all or none: they are committed when this returns.
   *
   * @param payloads the encoded events, at least one
   * @return the ids of the new rows, in the order of {@code payloads}
   * @throws StoreException if none was stored, or if it is unknown whether they were
   */
  long[] insertBatch(List<Payload> payloads);
}
