package io.durableemitter.spi;

import io.durableemitter.api.Payload;
import java.util.List;
import java.util.function.Supplier;

/** Inserts many events in one operation. Safe for concurrent use. */
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

  /**
   * As {@link #insertBatch(List)}, but asks for the events once all is at hand that it may have to
   * wait for, a connection above all: whoever gives up until then is not stored, and knows it.
   * Whatever is thrown before it has asked, nothing was stored.
   *
   * @param most how many events there may be, at least 1
   * @param departing asked once at most; tells the events, and none if all have given up
   * @return the ids of the new rows, in the order of the events
   * @throws StoreException if none was stored, or if it is unknown whether they were
   */
  default long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    List<Payload> payloads = departing.get();
    return payloads.isEmpty() ? new long[0] : insertBatch(payloads);
  }
}
