package io.durableemitter.core;

import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.persist.StoredEvents;

/** Hands over what was stored in time, and leaves the rest in the store. */
record DispatchedEvents(Dispatcher dispatcher) implements StoredEvents {

  @Override
  public void stored(long rowId, EncodedEvent event) {
    dispatcher.dispatchNew(rowId, event);
  }

  @Override
  public void storedLate(long rowId) {
    dispatcher.leave(rowId);
  }
}
