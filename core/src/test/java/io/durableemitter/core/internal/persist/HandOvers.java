package io.durableemitter.core.internal.persist;

import io.durableemitter.core.internal.encode.EncodedEvent;
import java.util.List;

/** Notes which rows were handed over. */
record HandOvers(List<Long> rows) implements StoredEvents {

  @Override
  public void stored(long rowId, EncodedEvent event) {
    rows.add(rowId);
  }

  @Override
  public void storedLate(long rowId) {
    rows.add(-rowId);
  }
}
