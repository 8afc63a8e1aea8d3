package io.durableemitter.spi;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Rows that were inserted within a transaction of the caller's.
 *
 * @param ids the ids of the rows, in the order of the events; cannot be changed
 * @param open whether that transaction is still open, as far as can be seen: false if in doubt.
 *     Never throws
 */
public record TransactionalInsert(List<Long> ids, BooleanSupplier open) {

  /** Copies the ids. */
  public TransactionalInsert {
    ids = List.copyOf(ids);
  }
}
